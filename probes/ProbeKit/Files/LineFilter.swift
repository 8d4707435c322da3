/// Cuts pieces of a file into lines. A line longer than `longest` is dropped whole.
struct LineFilter {
    static let longest = 4096
    private var carry: [UInt8] = []
    private var isSkipping = false

    /// Gives `consume` each whole line, without its end, until it returns false.
    mutating func feed(_ piece: UnsafeRawBufferPointer, _ consume: (UnsafeRawBufferPointer) -> Bool) -> Bool {
        var start = 0
        while start < piece.count {
            let rest = UnsafeRawBufferPointer(rebasing: piece[start...])
            guard let length = rest.firstIndex(of: 0x0a) else {
                keep(rest)
                return true
            }
            let line = UnsafeRawBufferPointer(rebasing: rest[..<length])
            start += length + 1
            if carry.isEmpty && !isSkipping {
                guard consume(line) else { return false }
            } else {
                keep(line)
                guard flush(consume) else { return false }
            }
        }
        return true
    }

    /// Gives `consume` a last line without an end.
    mutating func finish(_ consume: (UnsafeRawBufferPointer) -> Bool) {
        if !carry.isEmpty { _ = flush(consume) }
    }

    private mutating func keep(_ bytes: UnsafeRawBufferPointer) {
        guard !isSkipping, carry.count + bytes.count <= Self.longest else {
            carry.removeAll(keepingCapacity: true)
            isSkipping = true
            return
        }
        carry.append(contentsOf: bytes)
    }

    private mutating func flush(_ consume: (UnsafeRawBufferPointer) -> Bool) -> Bool {
        defer {
            carry.removeAll(keepingCapacity: true)
            isSkipping = false
        }
        if isSkipping { return true }
        return carry.withUnsafeBytes(consume)
    }
}

extension UnsafeRawBufferPointer {
    /// Whether the bytes begin with `text`.
    func hasPrefix(_ text: StaticString) -> Bool {
        count >= text.utf8CodeUnitCount && matches(text, at: 0)
    }

    /// Whether `text` stands anywhere.
    func contains(_ text: StaticString) -> Bool {
        guard count >= text.utf8CodeUnitCount else { return false }
        for offset in 0...(count - text.utf8CodeUnitCount) where matches(text, at: offset) { return true }
        return false
    }

    private func matches(_ text: StaticString, at offset: Int) -> Bool {
        for index in 0..<text.utf8CodeUnitCount where self[offset + index] != text.utf8Start[index] {
            return false
        }
        return true
    }
}
