/// Finds markers in bytes that come piece by piece, each once, wherever the pieces meet.
struct MarkerScanner {
    private struct Core {
        var place: UInt64
        var model: UInt32
        var first: UInt8
        var last: UInt8
    }

    /// Longer than any marker, and a multiple of 8.
    private static let overlap = 64
    /// 5.10 has some 200 entries.
    private static let coreLimit = 1024

    private let page: RawPage
    /// Bytes kept from the piece before, at the front.
    private var kept = 8
    /// Where the first byte of the page stands in the image; the eight bytes before the image count as zeros.
    private var base: UInt64 = 0
    private var found = [Bool](repeating: false, count: KernelMarkers.strings.count)
    private var cores: [Core] = []

    init(_ pieceSize: Int) {
        page = RawPage(pieceSize + 4 * Self.overlap)
    }

    /// Where the next piece of at most `count` bytes goes.
    func room(_ count: Int) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(
            rebasing: page.bytes[kept..<min(kept + count, page.bytes.count - 8)])
    }

    /// Looks at the `count` bytes that were put in the room. `isLast` says that nothing follows.
    mutating func scan(_ count: Int, isLast: Bool) {
        var end = kept + count
        if isLast {
            // A string that ends with the image, and what is left of an earlier piece.
            let rest = page.bytes.count - end
            let zeros = min(rest, Self.overlap + 8)
            UnsafeMutableRawBufferPointer(rebasing: page.bytes[end..<end + zeros])
                .initializeMemory(as: UInt8.self, repeating: 0)
            end += zeros
        }
        guard end >= Self.overlap + 16 else {
            kept = end
            return
        }
        // Whole words, so that the next piece's words are aligned as the image's are.
        let limit = (end - Self.overlap) & ~7
        var place = 8
        while place < limit {
            look(at: place)
            place += 8
        }
        keep(from: limit - 8, to: end)
    }

    /// Moves the bytes that are still to be looked at, and the word before them, to the front.
    private mutating func keep(from start: Int, to end: Int) {
        let rest = UnsafeRawBufferPointer(rebasing: page.bytes[start..<end])
        page.bytes.copyMemory(from: rest)
        kept = end - start
        base += UInt64(start)
    }

    /// Looks at markers that begin in the eight bytes at `place`.
    @inline(__always)
    private mutating func look(at place: Int) {
        let word = page.word(place / 8)
        guard word != 0 else { return }
        lookForCore(at: place, UInt32(truncatingIfNeeded: word))
        lookForCore(at: place + 4, UInt32(truncatingIfNeeded: word >> 32))
        // A string begins behind a zero: in this word, or the last byte of the one before.
        let zeros = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
        guard zeros != 0 || page.byte(place - 1) == 0 else { return }
        for first in place..<place + 8 where page.byte(first - 1) == 0 { lookForString(at: first) }
    }

    // MARK: Strings

    private mutating func lookForString(at place: Int) {
        let first = page.byte(place)
        guard first == 0x6e || first == 0x42 || first == 0x2c else { return }
        for index in found.indices where !found[index] {
            if isString(KernelMarkers.strings[index], at: place) { found[index] = true }
        }
    }

    private func isString(_ string: StaticString, at place: Int) -> Bool {
        string.withUTF8Buffer { text in
            for index in 0..<text.count where page.byte(place + index) != text[index] { return false }
            return page.byte(place + text.count) == 0
        }
    }

    // MARK: Cores

    /// A model (architecture 15, no variant, no revision) and two revisions in order; asm/cputype.h, `struct midr_range`.
    @inline(__always)
    private mutating func lookForCore(at place: Int, _ model: UInt32) {
        guard model & 0x00ff_000f == 0x000f_0000, model >> 24 != 0 else { return }
        let first = page.word32(at: place + 4)
        let last = page.word32(at: place + 8)
        guard first <= last, last <= 0xff, Self.isImplementer(model >> 24), cores.count < Self.coreLimit
        else {
            return
        }
        cores.append(
            Core(place: base + UInt64(place), model: model, first: UInt8(first), last: UInt8(last)))
    }

    /// Those of asm/cputype.h in 7.3.
    private static func isImplementer(_ code: UInt32) -> Bool {
        switch code {
        case 0x41, 0x42, 0x43, 0x46, 0x48, 0x4e, 0x50, 0x51, 0x53, 0x61, 0x6d, 0xc0: true
        default: false
        }
    }

    // MARK: Text

    /// What was found: `string TEXT` lines, then `midr MODEL FIRST LAST GROUP`, entries side by side sharing a group.
    func text(origin: String) -> [UInt8] {
        var text = Array("# from \(origin)\n".utf8)
        for index in found.indices where found[index] {
            text += Array("string \(KernelMarkers.strings[index].description)\n".utf8)
        }
        var group = 0
        var next: UInt64?
        for core in cores {
            if let next, next != core.place { group += 1 }
            next = core.place + 12
            text += HexText.bytes("midr 0x", UInt64(core.model), 8)
            text += HexText.bytes(" 0x", UInt64(core.first), 2) + HexText.bytes(" 0x", UInt64(core.last), 2)
            text += Array(" \(group)\n".utf8)
        }
        return text
    }
}

/// Hexadecimal digits behind some text.
enum HexText {
    static func bytes(_ prefix: StaticString, _ value: UInt64, _ digits: Int) -> [UInt8] {
        var bytes = prefix.withUTF8Buffer { Array($0) }
        for index in stride(from: digits - 1, through: 0, by: -1) {
            let digit = UInt8(truncatingIfNeeded: value >> UInt64(index * 4) & 15)
            bytes.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
        }
        return bytes
    }
}
