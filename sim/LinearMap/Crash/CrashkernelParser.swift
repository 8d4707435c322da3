import Arm64

/// Reads the option byte by byte. The kernel searches the raw command line for the text "crashkernel=", so a
/// token that only ends in it counts, quotes mean nothing, and the last one wins.
struct CrashkernelParser {
    let line: [UInt8]
    let rules: CrashkernelSyntax
    let systemRAM: UInt64
    private(set) var tokens: [String] = []

    private static let name = Array("crashkernel=".utf8)
    private static let high = Array(",high".utf8)
    private static let low = Array(",low".utf8)
    private static let cma = Array(",cma".utf8)

    /// What the kernel logs where a list comes to nothing: no range fits, or the one that does gives zero bytes.
    static let noRange = "crashkernel size resulted in zero bytes"

    /// `-EINVAL`, with the warning the kernel logs before it.
    struct Refusal: Error {
        var logged: String?
        var because: String
    }

    init(line: [UInt8], rules: CrashkernelSyntax, systemRAM: UInt64) {
        // Nothing behind a NUL reaches the kernel's string functions.
        self.line = Array(line.prefix { $0 != 0 })
        self.rules = rules
        self.systemRAM = systemRAM
    }

    mutating func verdict() -> CrashkernelOption.Verdict {
        do throws(Refusal) {
            var request = try plainOrHigh()
            if rules.reservesCMA, let cma = lastToken(ending: Self.cma) {
                note(cma)
                // A bad ,cma is ignored: its result is not looked at.
                request?.cmaSize = (try? suffixed(cma, Self.cma)) ?? 0
            }
            guard let request else { return .absent }
            if rules.refusesAllMemory, request.size >= systemRAM {
                throw Refusal(because: "it asks for as much as there is, or more")
            }
            return .request(request)
        } catch {
            return .refused(logged: error.logged, because: error.because)
        }
    }

    private mutating func plainOrHigh() throws(Refusal) -> CrashkernelOption.Request? {
        if let token = lastToken(ending: nil) {
            note(token)
            let isList = isRangeList(token)
            let request = isList ? try rangeList(token) : try simple(token)
            guard request.size > 0 else {
                throw Refusal(logged: isList ? Self.noRange : nil, because: "the size is zero")
            }
            return request
        }
        guard rules.knowsHigh, let token = lastToken(ending: Self.high) else { return nil }
        note(token)
        var request = CrashkernelOption.Request(size: try suffixed(token, Self.high))
        guard request.size > 0 else { throw Refusal(because: "the size is zero") }
        request.isHigh = true
        if let low = lastToken(ending: Self.low) {
            note(low)
            request.lowSize = try suffixed(low, Self.low)
        }
        return request
    }

    // MARK: - Finding the token

    /// `get_last_crashkernel()`: where the value of the last fitting occurrence begins.
    private func lastToken(ending suffix: [UInt8]?) -> Int? {
        var found: Int?
        var at = 0
        while let start = Self.find(Self.name, in: line, from: at) {
            let end = endOfToken(start)
            let text = line[start..<end]
            if let suffix {
                if text.suffix(suffix.count).elementsEqual(suffix) { found = start }
            } else if !knownSuffixes.contains(where: { text.suffix($0.count).elementsEqual($0) }) {
                found = start
            }
            at = start + 1
        }
        return found.map { $0 + Self.name.count }
    }

    private var knownSuffixes: [[UInt8]] {
        rules.knowsCMA ? [Self.high, Self.low, Self.cma] : [Self.high, Self.low]
    }

    /// A token ends at the next blank; a tab does not end it here.
    private func endOfToken(_ start: Int) -> Int { line[start...].firstIndex(of: 0x20) ?? line.count }

    private static func find(_ needle: [UInt8], in line: [UInt8], from start: Int) -> Int? {
        guard line.count >= needle.count, start <= line.count - needle.count else { return nil }
        return (start...(line.count - needle.count)).first {
            line[$0..<($0 + needle.count)].elementsEqual(needle)
        }
    }

    private mutating func note(_ value: Int) {
        let start = line[..<(value - Self.name.count)].lastIndex(of: 0x20).map { $0 + 1 } ?? 0
        tokens.append(String(decoding: line[start..<endOfToken(value)], as: UTF8.self))
    }

    private func isRangeList(_ start: Int) -> Bool { line[start..<endOfToken(start)].contains(0x3a) }

    // MARK: - The forms

    /// `parse_crashkernel_simple()`: SIZE[@OFFSET].
    private func simple(_ start: Int) throws(Refusal) -> CrashkernelOption.Request {
        var at = start
        var request = CrashkernelOption.Request(size: try number(&at, Self.valueMissing))
        if byte(at) == 0x40 {
            // Nothing after the @ is an offset of 0, which is none.
            request.base = memparse(at + 1).value
        } else if let other = byte(at), other != 0x20 {
            throw unrecognised(other)
        }
        return request
    }

    /// `parse_crashkernel_suffix()`: SIZE,high and the like. Returns the size.
    private func suffixed(_ start: Int, _ suffix: [UInt8]) throws(Refusal) -> UInt64 {
        var at = start
        let size = try number(&at, Self.valueMissing)
        guard line[at...].starts(with: suffix) else { throw unrecognised(byte(at)) }
        at += suffix.count
        if let other = byte(at), other != 0x20 { throw unrecognised(other) }
        return size
    }

    /// `parse_crashkernel_mem()`: START-[END]:SIZE,…[@OFFSET]. The first range that holds the memory counts;
    /// what stands behind it is not read.
    private func rangeList(_ start: Int) throws(Refusal) -> CrashkernelOption.Request {
        let memory = rules.roundsMemory ? systemRAM.roundedUp(to: 128 << 20) ?? systemRAM : systemRAM
        var at = start
        repeat {
            let (range, size) = try entry(&at)
            guard size < memory else { throw warning("crashkernel: invalid size") }
            if memory >= range.start, memory < range.end {
                var request = CrashkernelOption.Request(size: size)
                if size > 0 { request.base = try offset(behind: at) }
                return request
            }
            guard byte(at) == 0x2c else { break }
            at += 1
        } while true
        throw Refusal(
            logged: Self.noRange,
            because: "no range of the list holds this memory")
    }

    private func entry(_ at: inout Int) throws(Refusal) -> (range: (start: UInt64, end: UInt64), size: UInt64)
    {
        let first = try number(&at, Self.edgeMissing)
        guard byte(at) == 0x2d else { throw warning("crashkernel: '-' expected") }
        at += 1
        var end = UInt64.max
        if byte(at) != 0x3a {
            end = try number(&at, Self.edgeMissing)
            guard end > first else { throw warning("crashkernel: end <= start") }
        }
        guard byte(at) == 0x3a else { throw warning("crashkernel: ':' expected") }
        at += 1
        return ((first, end), try number(&at, rules.sizeMissing))
    }

    private func offset(behind start: Int) throws(Refusal) -> UInt64 {
        guard let sign = line[start..<endOfToken(start)].firstIndex(of: 0x40) else { return 0 }
        var at = sign + 1
        return try number(&at, rules.offsetMissing)
    }

    // MARK: - Pieces

    private func byte(_ at: Int) -> UInt8? { at < line.count ? line[at] : nil }

    private static let valueMissing = "crashkernel: memory value expected"
    private static let edgeMissing = "crashkernel: Memory value expected"

    private func memparse(_ at: Int) -> (value: UInt64, length: Int) {
        KernelNumber.memparse(line[at...], saturating: rules.saturates)
    }

    /// The number at `at`; without one the kernel logs `text`.
    private func number(_ at: inout Int, _ text: String) throws(Refusal) -> UInt64 {
        let (value, length) = memparse(at)
        guard length > 0 else { throw warning(text) }
        at += length
        return value
    }

    private func warning(_ text: String) -> Refusal {
        Refusal(logged: text, because: "the kernel cannot read it")
    }

    private func unrecognised(_ byte: UInt8?) -> Refusal {
        // The end of the line is the C string's NUL, which prints as nothing.
        warning(
            "crashkernel: unrecognized char: \(byte.map { String(decoding: [$0], as: UTF8.self) } ?? "")")
    }
}
