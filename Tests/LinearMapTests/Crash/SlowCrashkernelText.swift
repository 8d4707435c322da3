import Arm64

@testable import LinearMap

/// `crashkernel=` read a second time, apart from the parser: with C strings as the kernel has them, one function for
/// each of its own, as read in 4.20, 6.1, 6.12 and the newest source. For tests; never fast.
struct SlowCrashkernelText {
    let version: KernelVersion
    let ram: UInt64
    let text: [UInt8]

    /// What the kernel comes to: nil for nothing asked, an error text ("" if silent), or a request.
    enum Outcome: Equatable {
        case absent
        case refused(String)
        case request(CrashkernelOption.Request)
    }

    struct Invalid: Error { var message: String }

    init(_ line: String, _ version: KernelVersion, ram: UInt64) {
        text = Array(line.utf8) + [0]
        self.version = version
        self.ram = ram
    }

    // MARK: - C

    func has(_ word: String, at place: Int) -> Bool {
        let bytes = Array(word.utf8)
        return place >= 0 && place + bytes.count <= text.count
            && Array(text[place..<(place + bytes.count)]) == bytes
    }

    func find(_ word: String, from place: Int) -> Int? {
        (place..<text.count).first { has(word, at: $0) }
    }

    /// Up to 6.12 the arithmetic wraps; 7.2 stops at the largest number and wants a digit before the letter.
    func memparse(_ place: Int) -> (value: UInt64, next: Int) {
        var radix: UInt64 = 10
        var at = place
        let digits = Array("0123456789abcdef".utf8)
        func digit(_ index: Int) -> UInt64? {
            guard index < text.count else { return nil }
            let lower = text[index] >= 65 && text[index] <= 90 ? text[index] + 32 : text[index]
            return digits.firstIndex(of: lower).map(UInt64.init)
        }
        if has("0", at: at) {
            radix = 8
            if has("0x", at: at) || has("0X", at: at), let value = digit(at + 2), value < 16 {
                radix = 16
                at += 2
            }
        }
        var value: (high: UInt64, low: UInt64) = (0, 0)
        var isOver = false
        while let next = digit(at), next < radix {
            value = value.low.multipliedFullWidth(by: radix)
            let (sum, carry) = value.low.addingReportingOverflow(next)
            isOver = isOver || value.high > 0 || carry
            value.low = sum
            at += 1
        }
        let stops = version >= v(7, 2)
        var result = isOver && stops ? UInt64.max : value.low
        let letters: [UInt8] = Array("kmgtpe".utf8)
        let lower = text[at] >= 65 && text[at] <= 90 ? text[at] + 32 : text[at]
        guard let power = letters.firstIndex(of: lower), !stops || at > place else { return (result, at) }
        for _ in 0...power {
            if stops, result > UInt64.max / 1024 { result = .max } else { result = result &* 1024 }
        }
        return (result, at + 1)
    }

    // MARK: - The kernel's functions

    var suffixes: [String] { version >= v(6, 17) ? [",high", ",low", ",cma"] : [",high", ",low"] }

    /// get_last_crashkernel()
    func last(_ suffix: String?) -> Int? {
        var result: Int?
        var at = find("crashkernel=", from: 0)
        while let place = at {
            let end = find(" ", from: place) ?? text.count - 1
            let ends = suffixes.first { has($0, at: end - $0.utf8.count) }
            if ends == suffix { result = place + "crashkernel=".utf8.count }
            at = find("crashkernel=", from: place + 1)
        }
        return result
    }

    func character(_ at: Int) -> String { text[at] == 0 ? "" : String(decoding: [text[at]], as: UTF8.self) }

    /// parse_crashkernel_simple()
    func simple(_ place: Int) throws(Invalid) -> CrashkernelOption.Request {
        let (size, next) = memparse(place)
        if next == place { throw Invalid(message: "crashkernel: memory value expected") }
        var request = CrashkernelOption.Request(size: size)
        if has("@", at: next) {
            request.base = memparse(next + 1).value
        } else if text[next] != 0x20, text[next] != 0 {
            throw Invalid(message: "crashkernel: unrecognized char: \(character(next))")
        }
        return request
    }

    /// parse_crashkernel_suffix()
    func suffixed(_ place: Int, _ suffix: String) throws(Invalid) -> UInt64 {
        let (size, next) = memparse(place)
        if next == place { throw Invalid(message: "crashkernel: memory value expected") }
        for at in [next, next + suffix.utf8.count] {
            let isGood = at == next ? has(suffix, at: at) : text[at] == 0x20 || text[at] == 0
            if !isGood { throw Invalid(message: "crashkernel: unrecognized char: \(character(at))") }
        }
        return size
    }

    /// parse_crashkernel_mem()
    func list(_ place: Int) throws(Invalid) -> CrashkernelOption.Request {
        let total = version >= v(6, 0) ? (ram + (128 << 20) - 1) / (128 << 20) * (128 << 20) : ram
        var at = place
        func value(_ message: String) throws(Invalid) -> UInt64 {
            let (number, next) = memparse(at)
            if next == at { throw Invalid(message: message) }
            at = next
            return number
        }
        while true {
            let start = try value("crashkernel: Memory value expected")
            if !has("-", at: at) { throw Invalid(message: "crashkernel: '-' expected") }
            at += 1
            var end = UInt64.max
            if !has(":", at: at) {
                end = try value("crashkernel: Memory value expected")
                if end <= start { throw Invalid(message: "crashkernel: end <= start") }
            }
            if !has(":", at: at) { throw Invalid(message: "crashkernel: ':' expected") }
            at += 1
            let size = try value((version >= v(6, 10) ? "crashkernel: " : "") + "Memory value expected")
            if size >= total { throw Invalid(message: "crashkernel: invalid size") }
            if total >= start, total < end {
                if size == 0 { break }
                return try behind(at, CrashkernelOption.Request(size: size))
            }
            if !has(",", at: at) { break }
            at += 1
        }
        throw Invalid(message: "crashkernel size resulted in zero bytes")
    }

    func behind(_ place: Int, _ found: CrashkernelOption.Request) throws(Invalid)
        -> CrashkernelOption.Request
    {
        var request = found
        var at = place
        while text[at] != 0, text[at] != 0x20, text[at] != 0x40 { at += 1 }
        guard text[at] == 0x40 else { return request }
        let (base, next) = memparse(at + 1)
        if next == at + 1 {
            let name = version >= v(6, 16) ? "crashkernel: " : version >= v(6, 10) ? "crahskernel: " : ""
            throw Invalid(message: "\(name)Memory value expected after '@'")
        }
        request.base = base
        return request
    }

    var outcome: Outcome {
        do throws(Invalid) {
            if let place = last(nil) {
                let colon = find(":", from: place), space = find(" ", from: place) ?? Int.max
                var request = (colon ?? Int.max) < space ? try list(place) : try simple(place)
                return try accepted(&request)
            }
            guard version >= v(5, 19), let place = last(",high") else { return .absent }
            var request = CrashkernelOption.Request(size: try suffixed(place, ",high"))
            if request.size == 0 { return .refused("") }
            request.isHigh = true
            if let low = last(",low") { request.lowSize = try suffixed(low, ",low") }
            return try accepted(&request)
        } catch {
            return .refused(error.message)
        }
    }

    func accepted(_ request: inout CrashkernelOption.Request) throws(Invalid) -> Outcome {
        if request.size == 0 || (version >= v(6, 12) && request.size >= ram) { return .refused("") }
        if version >= v(7, 3), let cma = last(",cma") {
            request.cmaSize = (try? suffixed(cma, ",cma")) ?? 0
        }
        return .request(request)
    }
}
