#!/bin/sh
# Takes a snapshot by hand, as root on an arm64 host, with nothing but a shell. It only reads, except for the
# tar it leaves in the current directory. Nothing is redacted. With DEEP=1 a page-table dump is taken too, which
# is slow where terabytes are mapped in pages. See linmap-snapshot(5).
set -u
umask 077
out=$PWD/snapshot-$(uname -n).tar.gz
dir=$(mktemp -d) || exit
cd "$dir" || exit

for file in /proc/iomem /proc/cmdline /proc/version /proc/cpuinfo \
    /proc/config.gz /proc/version_signature /proc/sys/kernel/osrelease \
    /boot/config-"$(uname -r)" /etc/os-release \
    /sys/devices/system/cpu/cpu*/regs/identification/midr_el1 \
    /sys/devices/system/memory/block_size_bytes \
    /sys/devices/system/node/online \
    /sys/module/kfence/parameters/sample_interval \
    /sys/kernel/kexec_crash_size \
    /sys/kernel/debug/memblock/memory \
    /sys/kernel/debug/memblock/reserved \
    ${DEEP:+/sys/kernel/debug/kernel_page_tables}
do
    [ -r "$file" ] || continue
    mkdir -p ".${file%/*}"
    cat "$file" > ".$file" || rm -f ".$file"
done

mkdir -p var/log
dmesg > var/log/dmesg
grep -q 'Booting Linux' var/log/dmesg ||
    journalctl --dmesg --boot --no-pager -o short-monotonic > var/log/dmesg

symbols='_text|_stext|__init_begin|__init_end|_sdata|__bss_stop|_end'
symbols="$symbols|kfence_early_init|__kfence_pool"
symbols="$symbols|cpu_supports_bbml3|linear_map_requires_bbml[23]"
symbols="$symbols|linear_map_maybe_split_to_ptes|split_kernel_leaf_mapping"
grep -E " ($symbols)\$" /proc/kallsyms > proc/kallsyms

# The VMCOREINFO note stands near the beginning of kcore.
head -c 1048576 /proc/kcore | tr -c '[:print:]\n' '\n' |
    grep -aE '^(OSRELEASE|PAGESIZE|KERNELOFFSET)=|^NUMBER\(' > proc/vmcoreinfo

find . -type f -size 0 -delete
tar -C "$dir" -czf "$out" . && rm -rf "$dir" && echo "$out"
