# the same verdicts, and other reasons
s/^# step 8: .*/# step 9: ioctl(container, VFIO_IOMMU_UNMAP_DMA, {}): returned 0, expected -EINVAL/
s/^# RUN map.waived/&\n# step 5: ioctl(y): returned 1, expected 0 [waived: page-shift]/
s/tce_iommu_b+0xc4/tce_iommu_other+0xc4/
