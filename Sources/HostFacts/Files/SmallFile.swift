public import Snapshot

/// Files of sysfs and procfs that hold one number or one short list.
public enum SmallFile {
    /// A decimal number: `kexec_crash_size`, `sample_interval`. A minus sign is refused.
    ///
    /// - Throws: `.badData` unless the first line is one decimal number below 2^64.
    public static func decimal(_ file: Snapshot.File) throws(InputError) -> Sourced<UInt64> {
        let line = try firstLine(file)
        var cursor = Cursor(line.bytes.trimmed())
        guard let value = cursor.decimal(), cursor.isAtEnd else {
            throw line.error("not a number", expected: "one decimal number")
        }
        return Sourced(value, line.evidence)
    }

    /// A hexadecimal number, with or without `0x`: `block_size_bytes`, `midr_el1`.
    ///
    /// - Throws: `.badData` unless the first line is one hexadecimal number below 2^64.
    public static func hexadecimal(_ file: Snapshot.File) throws(InputError) -> Sourced<UInt64> {
        let line = try firstLine(file)
        var cursor = Cursor(line.bytes.trimmed())
        guard let value = cursor.prefixedHex() ?? cursor.hex(), cursor.isAtEnd else {
            throw line.error("not a number", expected: "one hexadecimal number")
        }
        return Sourced(value, line.evidence)
    }

    /// A list of numbers and spans, "0-3,8": online nodes or CPUs, ascending. An empty line is the
    /// empty list.
    ///
    /// - Throws: `.badData` for anything else, a list that does not ascend, or a number above 65535.
    public static func numberList(_ file: Snapshot.File) throws(InputError) -> Sourced<[Int]> {
        try file.refuseForeignBytes()
        var lines = file.lines
        guard let line = lines.next() else { return Sourced([], Evidence(file: file.path, text: "empty")) }
        var numbers: [Int] = []
        for part in line.bytes.trimmed().split(separator: 0x2c) {
            var cursor = Cursor(part)
            guard let first = cursor.integer() else { throw listError(line) }
            let last = cursor.skip(0x2d) ? cursor.integer() : first
            guard let last, cursor.isAtEnd, first <= last, last <= 65535, first > numbers.last ?? -1 else {
                throw listError(line)
            }
            numbers.append(contentsOf: first...last)
        }
        return Sourced(numbers, line.evidence)
    }

    /// The first line as text: `osrelease`, a block's `state`.
    ///
    /// - Throws: `.badData` if the file is empty.
    public static func word(_ file: Snapshot.File) throws(InputError) -> Sourced<String> {
        let line = try firstLine(file)
        return Sourced(line.bytes.printable, line.evidence)
    }

    private static func listError(_ line: Line) -> InputError {
        line.error("not a list of numbers", expected: "an ascending list such as 0-3,8")
    }

    private static func firstLine(_ file: Snapshot.File) throws(InputError) -> Line {
        try file.refuseForeignBytes()
        var lines = file.lines
        guard let line = lines.next(), !line.bytes.trimmed().isEmpty else {
            throw InputError(.badData, file: file.path, line: 1, "the file is empty", expected: "one line")
        }
        return line
    }
}
