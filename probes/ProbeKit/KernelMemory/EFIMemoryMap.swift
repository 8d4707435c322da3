/// The firmware's memory map as the kernel's EFI stub left it in memory.
///
/// /chosen of the device tree tells where (`linux,uefi-mmap-*`, drivers/firmware/efi/fdtparams.c, the same in 5.10 and
/// 7.3). efi_init() reserves it (memblock_reserve(), efi-init.c), and it is loader data, hence ordinary memory: it
/// stays what the firmware said as long as the kernel runs, and /proc/kcore shows it.
public enum EFIMemoryMap {
    private static let properties: [StaticString] = [
        "linux,uefi-mmap-start", "linux,uefi-mmap-size", "linux,uefi-mmap-desc-size",
        "linux,uefi-mmap-desc-ver",
    ]
    /// UEFI 2.10, 7.2.3: EFI_MEMORY_TYPE; the names are those the kernel prints (drivers/firmware/efi/efi.c).
    private static let names: [StaticString] = [
        "Reserved", "Loader Code", "Loader Data", "Boot Code", "Boot Data", "Runtime Code", "Runtime Data",
        "Conventional Memory", "Unusable Memory", "ACPI Reclaim Memory", "ACPI Memory NVS",
        "Memory Mapped I/O",
        "MMIO Port Space", "PAL Code", "Persistent Memory", "Unaccepted Memory",
    ]
    private static let sizeLimit: UInt64 = 1 << 20

    /// The map as text of `linmap/efi-memory-map`, at most about `bytes` long: a line for each entry, the end exclusive.
    ///
    /// - Parameter fdt: /sys/firmware/fdt, opened for reading.
    /// - Throws: ENODATA where the kernel was not started by EFI; EIO where the bytes are no such map (any more);
    ///   otherwise what reading failed with.
    public static func text(
        _ memory: KernelMemory, _ geometry: Geometry, fdt: Descriptor, bytes limit: Int = 65536
    ) throws(KernelMemoryError) -> [UInt8] {
        var tree = try FlattenedTree(memory.system, fdt: fdt)
        let values = try tree.chosen(properties)
        guard let start = values[0], let size = values[1], let step = values[2] else {
            throw KernelMemoryError(.noData, "the kernel was not started by EFI")
        }
        guard step >= 40, step <= 4096, step % 8 == 0, size > 0, size <= sizeLimit, start.isMultiple(of: 8)
        else {
            throw KernelMemoryError(.invalid, "the device tree tells of a memory map of no known form")
        }
        let memoryOfMap = LinearMemory(memory, geometry)
        let entry = RawPage(40)
        var text = Array("# from the firmware's memory map, ends exclusive\n".utf8)
        for index in 0..<size / step {
            guard memoryOfMap.read(start &+ index * step, into: entry.bytes) else {
                throw KernelMemoryError(.inputOutput, "the memory map is in no memory that /proc/kcore shows")
            }
            let line = try line(entry)
            guard text.count + line.count <= limit - 16 else {
                text += Array("# cut off\n".utf8)
                break
            }
            text += line
        }
        return text
    }

    /// An EFI_MEMORY_DESCRIPTOR: type, start, virtual address, pages of 4 KiB, attributes.
    private static func line(_ entry: RawPage) throws(KernelMemoryError) -> [UInt8] {
        let type = entry.word32(at: 0)
        let start = entry.word64(at: 8)
        let pages = entry.word64(at: 24)
        // From 0x70000000 on types belong to firmware and loaders.
        guard start.isMultiple(of: 4096), start < 1 << 52, pages > 0, pages <= 1 << 40,
            type < names.count || type >= 0x7000_0000
        else { throw KernelMemoryError(.inputOutput, "the firmware's memory map is not intact") }
        var line = HexText.bytes("0x", start, 16) + HexText.bytes("-0x", start + pages << 12, 16)
        line += Array(" \(type) ".utf8) + HexText.bytes("0x", entry.word64(at: 32), 16) + [0x20]
        line += Int(type) < names.count ? names[Int(type)].withUTF8Buffer { Array($0) } : Array("OEM".utf8)
        return line + [0x0a]
    }
}
