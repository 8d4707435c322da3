public import Snapshot

/// The VMCOREINFO note: the kernel's own description of its layout, `KEY=value` lines.
///
/// The text of the note, or the whole ELF note with its binary header and padding; both occur in
/// captures (kernel/vmcore_info.c; arm64 adds its numbers in arch/arm64/kernel/vmcore_info.c).
public struct Vmcoreinfo: Hashable, Sendable {
    /// The file.
    public let file: String
    private let values: [String: Sourced<String>]

    /// Reads a note. Of a key that stands twice the last counts.
    ///
    /// - Throws: `.badData` if no line holds a `KEY=value`.
    public static func parse(_ file: Snapshot.File) throws(InputError) -> Vmcoreinfo {
        try file.refuseForeignBytes()
        var values: [String: Sourced<String>] = [:]
        for line in file.lines {
            let text = withoutHeader(line.bytes)
            guard let equals = text.firstIndex(of: 0x3d), equals > text.startIndex else { continue }
            let key = text[..<equals]
            guard key.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { continue }
            let value = text[(equals + 1)...].trimmed()
            let evidence = Evidence(file: line.file, line: line.number, text: text.printable)
            values[key.text] = Sourced(value.printable, evidence)
        }
        guard !values.isEmpty else {
            throw InputError(
                .badData, file: file.path, "no KEY=value line", expected: "the text of a VMCOREINFO note")
        }
        return Vmcoreinfo(file: file.path, values: values)
    }

    /// The part of the line behind its last NUL: an ELF note header stands before the first key.
    private static func withoutHeader(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let trimmed = bytes.trimmed()
        guard let nul = trimmed.lastIndex(of: 0) else { return trimmed }
        let text = trimmed[(nul + 1)...]
        // Data behind the padding is no key: keep what stands before it.
        if text.contains(0x3d) { return text.trimmed() }
        return trimmed[..<(trimmed.firstIndex(of: 0) ?? nul)].trimmed()
    }

    /// What stands behind `key=`.
    public func value(_ key: String) -> Sourced<String>? { values[key] }

    /// `NUMBER(name)`: decimal, negative decimal, or hexadecimal with `0x`; wrapping to 64 bits.
    /// Nil if absent or no number, or one that needs more than 64 bits.
    public func number(_ name: String) -> Sourced<UInt64>? { value("NUMBER(\(name))").flatMap(Self.integer) }

    /// `SYMBOL(name)`: a virtual address, hexadecimal without `0x`.
    public func symbol(_ name: String) -> Sourced<UInt64>? {
        value("SYMBOL(\(name))").flatMap(Self.hexadecimal)
    }

    /// `SIZE(name)`: bytes of a kernel structure, decimal.
    public func size(_ name: String) -> Sourced<UInt64>? { value("SIZE(\(name))").flatMap(Self.integer) }

    /// `PAGESIZE`, in bytes.
    public var pageSize: Sourced<UInt64>? { value("PAGESIZE").flatMap(Self.integer) }

    /// `OSRELEASE`: what uname -r says.
    public var osRelease: Sourced<String>? { value("OSRELEASE") }

    /// `BUILD-ID`, as printed.
    public var buildID: Sourced<String>? { value("BUILD-ID") }

    /// `KERNELOFFSET`: how far KASLR moved the image, in bytes.
    public var kernelOffset: Sourced<UInt64>? { value("KERNELOFFSET").flatMap(Self.hexadecimal) }

    private static func integer(_ text: Sourced<String>) -> Sourced<UInt64>? {
        var cursor = Cursor(Array(text.value.utf8)[...])
        let isNegative = cursor.skip(0x2d)
        guard let magnitude = cursor.prefixedHex() ?? cursor.decimal(), cursor.isAtEnd else { return nil }
        if isNegative, magnitude > 1 << 63 { return nil }
        return text.map { _ in isNegative ? 0 &- magnitude : magnitude }
    }

    private static func hexadecimal(_ text: Sourced<String>) -> Sourced<UInt64>? {
        var cursor = Cursor(Array(text.value.utf8)[...])
        guard let value = cursor.prefixedHex() ?? cursor.hex(), cursor.isAtEnd else { return nil }
        return text.map { _ in value }
    }
}
