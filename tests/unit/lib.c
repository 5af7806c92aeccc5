// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <tce/tce.h>

#include "unit.h"

#define BDF "0001:00:00.0"

START_TEST(request_names)
{
	ck_assert_str_eq(tce_request_name(TCE_REQ_API_VERSION),
			 "VFIO_GET_API_VERSION");
	ck_assert_str_eq(tce_request_name(TCE_REQ_EEH), "VFIO_EEH_PE_OP");
	ck_assert_str_eq(tce_request_name(0x20003b71), "VFIO_IOMMU_MAP_DMA");
	ck_assert_ptr_null(tce_request_name(TCE_REQ(22)));
	ck_assert_ptr_null(tce_request_name(TCE_REQ(0) - 1));
	ck_assert_ptr_null(tce_request_name(0x3b71));
}
END_TEST

START_TEST(no_such_device)
{
	static const char bdf[] = "ffff:ff:1f.7";
	char name[TCE_DRIVER_MAX];

	ck_assert_int_eq(tce_driver_read(bdf, name), -ENODEV);
	ck_assert_int_eq(tce_driver_unbind(bdf), -ENODEV);
	ck_assert_int_eq(tce_driver_bind(bdf, "vfio-pci"), -ENODEV);
	ck_assert_int_eq(tce_driver_change(bdf, "vfio-pci"), -ENODEV);
	ck_assert_int_eq(tce_driver_reset(bdf), -ENODEV);
}
END_TEST

START_TEST(errors_come_back)
{
	const struct tce_container c = { open("/dev/null", O_RDWR) };
	const struct tce_group g = { c.fd };
	struct tce_group other;
	struct tce_info info = { .levels = 9 };
	struct tce_window w = { .start = 9 };
	struct tce_device dev = { .fd = 9 };
	uint32_t flags = 9;

	ck_assert_int_eq(tce_ioctl(-1, TCE_REQ_MAP, NULL), -EBADF);
	ck_assert_int_eq(tce_container_api_version(c), -ENOTTY);
	ck_assert_int_eq(tce_container_check(c, 7), -ENOTTY);
	ck_assert_int_eq(tce_container_set_iommu(c, TCE_IOMMU_V2), -ENOTTY);
	ck_assert_int_eq(tce_container_enable(c), -ENOTTY);
	ck_assert_int_eq(tce_container_disable(c), -ENOTTY);
	ck_assert_int_eq(tce_info_get(c, &info), -ENOTTY);
	ck_assert_int_eq(tce_group_open(&other, -1), -EINVAL);
	ck_assert_int_eq(tce_group_open(&other, INT_MAX), -ENOENT);
	ck_assert_int_eq(tce_group_status(g, &flags), -ENOTTY);
	ck_assert_int_eq(tce_group_attach(g, c), -ENOTTY);
	ck_assert_int_eq(tce_group_detach(g), -ENOTTY);
	ck_assert_int_eq(tce_window_create(c, &w), -ENOTTY);
	ck_assert_int_eq(tce_window_remove(c, 0), -ENOTTY);
	ck_assert_int_eq(tce_memory_register(c, NULL, 0), -ENOTTY);
	ck_assert_int_eq(tce_memory_unregister(c, NULL, 0), -ENOTTY);
	ck_assert_int_eq(tce_dma_map(c, TCE_DMA_RW, NULL, 0, 0), -ENOTTY);
	ck_assert_int_eq(tce_dma_unmap(c, 0, 0), -ENOTTY);
	ck_assert_int_eq(tce_device_open(&dev, g, BDF), -ENOTTY);
	ck_assert_int_eq(tce_device_take(&dev, g.fd), -ENOTTY);
	ck_assert_uint_eq(info.levels + w.start + flags, 27);
	ck_assert_int_eq(dev.fd, 9);
	ck_assert_int_eq(tce_container_close(c), 0);
	ck_assert_int_eq(tce_group_close(g), -EBADF);
}
END_TEST

/* Not a guest: each call returns the kernel's error. */
START_TEST(no_guest)
{
	int fd = open("/dev/null", O_RDWR);
	const struct tce_group g = { fd };
	struct tce_kvm kvm = {
		.system = fd, .vm = fd, .bridge = fd, .vcpu = fd
	};
	struct tce_kvm cpu;
	const struct tce_window window = { .page_shift = 12, .size = 4096 };
	const uint64_t args[4] = { 0 };
	struct tce_kvm_answer answer;
	int ret;

	ck_assert_int_eq(tce_kvm_extension(&kvm, 1), -ENOTTY);
	ck_assert_int_eq(tce_kvm_cpu_add(&kvm, 1, &cpu), -ENOTTY);
	ck_assert_int_eq(tce_kvm_memory_set(&kvm, NULL, 0), -ENOTTY);
	ck_assert_int_eq(tce_kvm_table_create(&kvm, 1, &window), -ENOTTY);
	ck_assert_int_eq(tce_kvm_group_add(&kvm, g), -ENOTTY);
	ck_assert_int_eq(tce_kvm_group_remove(&kvm, g), -ENOTTY);
	ck_assert_int_eq(tce_kvm_table_attach(&kvm, g, fd), -ENOTTY);
	ck_assert_int_eq(tce_kvm_call(&kvm, TCE_H_PUT_TCE, args, &answer),
			 -ENOTTY);
	close(fd);
	/* Other processors have none, even if they have a KVM. */
	ret = tce_kvm_open(&kvm);
#ifndef __powerpc64__
	ck_assert_int_eq(ret, -ENODEV);
#else
	ck_assert_int_le(ret, 0);
#endif
	tce_kvm_close(&kvm);
	tce_kvm_close(&kvm);
}
END_TEST

/* A file stands for the configuration space. */
START_TEST(config_space)
{
	struct tce_device dev = { .config = 4096, .config_size = 256 };
	struct tce_bar bar = { .size = 9 };
	uint8_t b[4] = { 0x34, 0x12, 0xe8, 0x11 };

	dev.fd = memfd_create("config", MFD_CLOEXEC);
	ck_assert_int_eq(ftruncate(dev.fd, 4096 + 254), 0);
	ck_assert_int_eq(tce_device_config_write(&dev, 0, b, 4), 0);
	ck_assert_int_eq(tce_device_config_read(&dev, 2, b, 2), 0);
	ck_assert_mem_eq(b, ((uint8_t[]){ 0xe8, 0x11 }), 2);
	ck_assert_int_eq(tce_device_config_read(&dev, 252, b, 4), -EIO);
	ck_assert_int_eq(tce_device_config_read(&dev, 253, b, 4), -ERANGE);
	ck_assert_int_eq(tce_device_config_read(&dev, 257, b, 0), -ERANGE);
	ck_assert_int_eq(tce_device_config_write(&dev, UINT64_MAX, b, 4),
			 -ERANGE);

	ck_assert_int_eq(
		tce_device_config_write(&dev, 4, (uint8_t[]){ 0x42, 0x05 }, 2),
		0);
	ck_assert_int_eq(tce_device_bus_master(&dev, true), 0);
	ck_assert_int_eq(tce_device_config_read(&dev, 4, b, 2), 0);
	ck_assert_mem_eq(b, ((uint8_t[]){ 0x46, 0x05 }), 2);
	ck_assert_int_eq(tce_device_bus_master(&dev, false), 0);
	ck_assert_int_eq(tce_device_config_read(&dev, 4, b, 2), 0);
	ck_assert_mem_eq(b, ((uint8_t[]){ 0x42, 0x05 }), 2);

	ck_assert_int_eq(tce_device_reset(&dev), -ENOTTY);
	ck_assert_int_eq(tce_device_bar_map(&dev, 6, &bar), -EINVAL);
	ck_assert_int_eq(tce_device_bar_map(&dev, 0, &bar), -ENOTTY);
	ck_assert_uint_eq(bar.size, 9);
	ck_assert_int_eq(tce_device_close(&dev), 0);
	ck_assert_int_eq(dev.fd, -1);
	ck_assert_int_eq(tce_device_close(&dev), -EBADF);
}
END_TEST

/* ... and for BARs. */
START_TEST(registers)
{
	struct tce_device dev = { .bar[2] = { .offset = 4096, .size = 256 } };
	uint32_t value = 9;
	uint8_t b[4];

	dev.fd = memfd_create("bars", MFD_CLOEXEC);
	ck_assert_int_eq(ftruncate(dev.fd, 4096 + 254), 0);
	ck_assert_int_eq(tce_device_write32(&dev, 2, 248, 0x010000ed), 0);
	ck_assert_int_eq(pread(dev.fd, b, 4, 4096 + 248), 4);
	ck_assert_mem_eq(b, ((uint8_t[]){ 0xed, 0, 0, 1 }), 4);
	ck_assert_int_eq(tce_device_read32(&dev, 2, 248, &value), 0);
	ck_assert_uint_eq(value, 0x010000ed);

	ck_assert_int_eq(tce_device_read32(&dev, 2, 252, &value), -EIO);
	ck_assert_int_eq(tce_device_read32(&dev, 2, 256, &value), -ERANGE);
	ck_assert_int_eq(tce_device_read32(&dev, 2, UINT64_MAX - 3, &value),
			 -ERANGE);
	ck_assert_int_eq(tce_device_write32(&dev, 1, 0, 0), -ERANGE);
	ck_assert_int_eq(tce_device_write32(&dev, 6, 0, 0), -EINVAL);
	ck_assert_int_eq(tce_device_write64(&dev, 2, 256, 0), -ERANGE);
	ck_assert_int_eq(tce_device_write64(&dev, 6, 0, 0), -EINVAL);
	ck_assert_int_eq(tce_device_write64(&dev, 2, 0, 0), -ENOTTY);
	ck_assert_uint_eq(value, 0x010000ed);
	ck_assert_int_eq(tce_device_close(&dev), 0);
	ck_assert_int_eq(tce_device_read32(&dev, 2, 0, &value), -EBADF);
}
END_TEST

static Suite *calls_suite(void)
{
	Suite *s = suite_create("calls");
	TCase *tc = tcase_create("calls");

	suite_add_tcase(s, tc);
	tcase_add_test(tc, request_names);
	tcase_add_test(tc, errors_come_back);
	tcase_add_test(tc, no_such_device);
	tcase_add_test(tc, no_guest);
	tcase_add_test(tc, config_space);
	tcase_add_test(tc, registers);
	return s;
}

int main(void)
{
	SRunner *runner;
	int failed;

	/* A test that hangs is ended; 4 s are too few on a busy machine. */
	setenv("CK_DEFAULT_TIMEOUT", "30", 0);
	runner = srunner_create(calls_suite());
	srunner_add_suite(runner, unit_arguments_suite());
	srunner_add_suite(runner, unit_buffer_suite());
	srunner_add_suite(runner, unit_cell_suite());
	srunner_add_suite(runner, unit_classes_suite());
	srunner_add_suite(runner, unit_eeh_suite());
	srunner_add_suite(runner, unit_engine_suite());
	srunner_add_suite(runner, unit_evidence_suite());
	srunner_add_suite(runner, unit_example_suite());
	srunner_add_suite(runner, unit_host_suite());
	srunner_add_suite(runner, unit_bench_suite());
	srunner_add_suite(runner, unit_safety_suite());
	srunner_add_suite(runner, unit_journal_suite());
	srunner_add_suite(runner, unit_symbols_suite());
	srunner_add_suite(runner, unit_take_suite());
	srunner_add_suite(runner, unit_kernel_suite());
	srunner_add_suite(runner, unit_machine_suite());
	srunner_add_suite(runner, unit_model_suite());
	srunner_add_suite(runner, unit_monitor_suite());
	srunner_add_suite(runner, unit_open_suite());
	srunner_add_suite(runner, unit_plan_suite());
	srunner_add_suite(runner, unit_platform_suite());
	srunner_add_suite(runner, unit_session_suite());
	srunner_add_suite(runner, unit_failure_suite());
	srunner_add_suite(runner, unit_firmware_suite());
	srunner_add_suite(runner, unit_firmware_settings_suite());
	srunner_add_suite(runner, unit_firmware_eeh_suite());
	srunner_add_suite(runner, unit_step_suite());
	srunner_add_suite(runner, unit_stream_suite());
	srunner_add_suite(runner, unit_words_suite());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
