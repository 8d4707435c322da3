import Arm64

/// Which other architecture a listing comes from.
///
/// The kernel's own lines have other names there: arm64 prints `Kernel code`, `Kernel data`,
/// `reserved` and `Crash kernel`, and nothing else about itself (arch/arm64/kernel/setup.c).
extension Iomem {
    /// The architecture, and the line that tells it; nil if nothing speaks against arm64.
    var foreign: (name: String, evidence: Evidence)? {
        for entry in entries {
            if let name = Self.foreignName(entry.name) { return (name, entry.evidence) }
        }
        // 32-bit arm puts the kernel's text 32 KiB behind a 64 KiB boundary; arm64 aligns it to 64 KiB.
        if !isUnprivileged, let code = entries.first(where: { $0.name == "Kernel code" }),
            code.range.start & 0xffff == 0x8000, code.range.end <= 1 << 32
        {
            return ("32-bit arm", code.evidence)
        }
        // "Reserved" with a capital is how x86, riscv and loongarch write it.
        guard !entries.contains(where: { $0.name == "reserved" }),
            let reserved = entries.first(where: { $0.name == "Reserved" })
        else { return nil }
        return ("another architecture", reserved.evidence)
    }

    private static func foreignName(_ name: String) -> String? {
        switch name {
        case "ACPI Tables", "ACPI Non-volatile Storage", "Video ROM", "System ROM", "Adapter ROM",
            "Local APIC", "RAM buffer", "Video RAM area":
            "x86"
        case "Kernel bss", "Kernel rodata", "Kernel image": "another architecture"
        case "Kernel text", "System RAM (boot alias)", "Kernel code (boot alias)": "32-bit arm"
        default: name.hasPrefix("IOAPIC ") || name.hasPrefix("PCI MMCONFIG ") ? "x86" : nil
        }
    }
}
