int window_set(struct iommu_table *tbl, long entry)
{
	WARN_ON(!tbl);
	if (entry < 0)
		return -EINVAL;
	if (BUG_ON_DATA(entry))
		return -EIO;
	return 0;
}
