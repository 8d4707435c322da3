import Arm64
import Snapshot

/// Walks the lines of a captured text file.
///
/// Takes what captures go through: `\r\n`, a byte-order mark, NUL bytes (they count as blanks at the
/// ends of a line), bytes that are not UTF-8, and a last line without its newline. Linear in the
/// file's size.
struct LineScanner: Sequence, IteratorProtocol {
    /// The path of the file, for evidence and errors.
    let file: String
    private let bytes: [UInt8]
    private var position: Int
    private var number = 0

    /// Starts before the first line of `file`.
    init(_ file: Snapshot.File) {
        self.file = file.path
        bytes = file.bytes
        position = file.bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    }

    mutating func next() -> Line? {
        guard position < bytes.count else { return nil }
        let start = position
        let end = bytes[start...].firstIndex(of: 0x0a) ?? bytes.count
        position = end + 1
        number += 1
        return Line(
            file: file, number: number, bytes: bytes[start..<end].trimmedEnd(), isEnded: end < bytes.count)
    }
}

/// One line of a captured file.
struct Line {
    /// The path of the file.
    let file: String
    /// 1-based.
    let number: Int
    /// The line without its end and without trailing blanks and NULs; leading blanks are kept.
    let bytes: ArraySlice<UInt8>
    /// False for a last line that has no newline: it may have been cut.
    let isEnded: Bool

    /// The line as evidence: trimmed, made printable.
    var evidence: Evidence { Evidence(file: file, line: number, text: bytes.printable) }

    /// An error that blames this line.
    func error(_ problem: String, expected: String? = nil) -> InputError {
        InputError(.badData, file: file, line: number, problem, expected: expected)
    }
}

extension Snapshot.File {
    /// The lines of the file.
    var lines: LineScanner { LineScanner(self) }

    /// Refuses what is not text at all: compressed members that nobody unpacked, and UTF-16.
    func refuseForeignBytes() throws(InputError) {
        let known: [(magic: [UInt8], name: String)] = [
            ([0x1f, 0x8b], "still packed with gzip"),
            ([0xfd, 0x37, 0x7a, 0x58, 0x5a], "still packed with xz"),
            ([0x28, 0xb5, 0x2f, 0xfd], "still packed with zstd"), ([0xff, 0xfe], "UTF-16 text"),
            ([0xfe, 0xff], "UTF-16 text"),
        ]
        for (magic, name) in known where bytes.starts(with: magic) {
            throw InputError(.badData, file: path, "the file is \(name)", expected: "plain text")
        }
    }
}

extension UInt8 {
    /// Space, tab and the other ASCII blanks, and NUL.
    var isBlank: Bool { self == 0x20 || (self >= 0x09 && self <= 0x0d) || self == 0 }
    /// 0 to 9.
    var isDigit: Bool { self >= 0x30 && self <= 0x39 }
    /// 0 to 9, a to f, A to F.
    var isHexDigit: Bool { hexValue != nil }
    /// The value of a hexadecimal digit.
    var hexValue: UInt64? {
        switch self {
        case 0x30...0x39: UInt64(self - 0x30)
        case 0x61...0x66: UInt64(self - 0x61 + 10)
        case 0x41...0x46: UInt64(self - 0x41 + 10)
        default: nil
        }
    }
    /// A letter, a digit or an underscore.
    var isWordByte: Bool {
        isDigit || (self >= 0x61 && self <= 0x7a) || (self >= 0x41 && self <= 0x5a) || self == 0x5f
    }
}

extension ArraySlice where Element == UInt8 {
    /// Without trailing blanks and NULs.
    func trimmedEnd() -> ArraySlice<UInt8> {
        var end = endIndex
        while end > startIndex, self[end - 1].isBlank { end -= 1 }
        return self[startIndex..<end]
    }

    /// Without blanks and NULs at both ends.
    func trimmed() -> ArraySlice<UInt8> {
        var start = startIndex
        while start < endIndex, self[start].isBlank { start += 1 }
        return self[start...].trimmedEnd()
    }

    /// The bytes as text, damaged UTF-8 repaired.
    var text: String { String(decoding: self, as: UTF8.self) }

    /// Trimmed, at most 4096 bytes, and safe to print: control characters and damaged UTF-8 become
    /// U+FFFD, so that a hostile capture cannot drive the reader's terminal.
    var printable: String {
        let whole = trimmed()
        let kept = whole.prefix(4096)
        let result = kept.text.madePrintable("\u{fffd}")
        return kept.count < whole.count ? result + "…" : result
    }

    /// Whether the bytes at the front are those of `text`.
    func hasPrefix(_ text: StaticString) -> Bool {
        guard count >= text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { elementsEqualPrefix($0) }
    }

    /// Whether the bytes at the end are those of `text`.
    func hasSuffix(_ text: StaticString) -> Bool { suffix(text.utf8CodeUnitCount).equals(text) }

    /// Whether the bytes are exactly those of `text`.
    func equals(_ text: StaticString) -> Bool { count == text.utf8CodeUnitCount && hasPrefix(text) }

    /// The index behind the first occurrence of `text`, or nil.
    func index(after text: StaticString) -> Int? {
        index(of: text).map { $0 + text.utf8CodeUnitCount }
    }

    /// The index of the first occurrence of `text`, or nil. `text` must not be empty.
    func index(of text: StaticString) -> Int? {
        text.withUTF8Buffer { needle in
            guard let first = needle.first, count >= needle.count else { return nil }
            var start = startIndex
            let last = endIndex - needle.count
            while start <= last {
                if self[start] == first, self[start...].elementsEqualPrefix(needle) { return start }
                start += 1
            }
            return nil
        }
    }

    /// Whether `text` occurs anywhere.
    func contains(_ text: StaticString) -> Bool { index(of: text) != nil }

    private func elementsEqualPrefix(_ needle: UnsafeBufferPointer<UInt8>) -> Bool {
        var index = startIndex
        for byte in needle {
            guard index < endIndex, self[index] == byte else { return false }
            index += 1
        }
        return true
    }
}
