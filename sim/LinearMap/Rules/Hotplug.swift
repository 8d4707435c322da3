import Arm64
import HostFacts

/// Memory added after boot: mapped by its own calls, judged at that time.
enum Hotplug {
    static let rule = Rule(
        "hot-plug", "Memory added after boot", .from(v(5, 0)),
        says: "Each arch_add_memory() call maps its range on its own; crashkernel= never forces pages there.",
        explanation: """
            Memory added later is mapped in one call for each range its driver adds: a whole DIMM, one memory block of a \
            virtio-mem device, one dax range. Leaves never cross these ranges, so two DIMMs that fill one GiB give \
            no 1 GiB leaf, and a virtio-mem device never gives a leaf larger than its memory blocks. What asked \
            for pages at boot asks again, except crashkernel=. /proc/iomem joins the blocks of virtio-mem to one \
            line. With memory_hotplug.memmap_on_memory a DIMM is added block by block as well. 5.12.0 to 5.12.8 forced pages here for CONFIG_KFENCE although they did not at boot. From 6.18 the \
            capability of the whole system counts, not of the boot CPU.
            """,
        sources: ["source of 5.10.223, 6.1.176, 6.12.117, 7.3.4 (arch_add_memory)"])

    static let rules = [rule]

    /// The kernel's mapping calls for one line of hot-added memory, and whether their bounds are known.
    static func ranges(
        _ memory: HotPluggedMemory, blockSize: UInt64?, byBlock: Bool
    ) -> (ranges: [AddressRange], isExact: Bool) {
        let whole = memory.range.value
        switch memory.driver {
        case .dimm where !byBlock, .kmem where !byBlock: return ([whole], true)
        case .dimm, .kmem, .virtioMem, .other:
            guard let blockSize, blockSize.nonzeroBitCount == 1, whole.size / blockSize <= 1 << 20 else {
                return ([whole], false)
            }
            return (blocks(whole, blockSize), !memory.driver.isUnknown)
        }
    }

    private static func blocks(_ whole: AddressRange, _ size: UInt64) -> [AddressRange] {
        var result: [AddressRange] = []
        var start = whole.start
        while start < whole.end {
            let end = min(start.roundedDown(to: size) &+ size, whole.end)
            guard let block = AddressRange(start, end) else { break }
            result.append(block)
            start = end
        }
        return result
    }

    /// Whether memory is added block by block (`memory_hotplug.memmap_on_memory`, from 6.8): a boolean or
    /// "force".
    static func isByBlock(_ host: Host, version: KernelVersion) -> Bool {
        guard version >= v(6, 8), let value = host.commandLine?.value.last("memory_hotplug.memmap_on_memory")
        else { return false }
        // A module parameter without a value is true.
        guard let text = value.value else { return true }
        return text == "force" || KernelNumber.bool(Array(text.utf8), acceptsTrueFalse: true) == true
    }

    /// The rule's word on a host.
    static func reason(_ memory: [HotPluggedMemory], pages: Bool) -> Reason? {
        guard !memory.isEmpty else { return nil }
        let text =
            pages
            ? "Memory added after boot is in pages, for the same reasons."
            : "Memory added after boot is mapped by calls of its own, with the largest leaves that fit each."
        return Reason(rule, .ownCall, text, memory.map(\.range.evidence))
    }
}

extension HotPluggedMemory.Driver {
    /// Whether linmap does not know in which pieces this driver adds memory.
    var isUnknown: Bool {
        if case .other = self { return true }
        return false
    }
}
