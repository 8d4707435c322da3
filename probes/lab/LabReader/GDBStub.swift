import Glibc

/// A stopped guest, talked to through QEMU's gdb stub. Connecting stops it, closing lets it go on.
public final class GDBStub {
    private let socket: Int32
    private var names: [String: Int] = [:]

    /// Connects and stops the guest.
    /// - Parameter path: the Unix socket of the stub.
    /// - Throws: if nothing listens there, or it does not answer as a gdb stub.
    public init(path: String) throws(LabError) {
        socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw LabError("\(path): too long for a socket")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, size) }
        }
        guard result == 0 else { throw LabError("\(path): no gdb stub") }
        _ = try ask("qSupported:xmlRegisters=aarch64")
        try readNames()
    }

    deinit { close(socket) }

    /// Ends QEMU.
    public func kill() { try? send("k") }

    /// Takes the CPU whose registers are read from now on.
    /// - Parameter cpu: from 0.
    /// - Returns: false if there is no such CPU.
    public func select(cpu: Int) throws(LabError) -> Bool {
        try ask("Hg\(String(cpu + 1, radix: 16))") == "OK"
    }

    /// The exception level that the selected CPU runs at, 0…3.
    public func exceptionLevel() throws(LabError) -> UInt64 { try register(number: 33) >> 2 & 3 }

    /// The names of the system registers, as QEMU has them.
    public var registers: [String] { names.keys.sorted() }

    /// A system register of the selected CPU; nil if QEMU does not show it.
    public func register(_ name: String) throws(LabError) -> UInt64? {
        guard let number = names[name] else { return nil }
        return try register(number: number)
    }

    private func register(number: Int) throws(LabError) -> UInt64 {
        let answer = try ask("p" + String(number, radix: 16))
        var value: UInt64 = 0
        let digits = Array(answer.utf8)
        // Bytes in the order of memory, low byte first.
        for place in stride(from: 0, to: digits.count - 1, by: 2) {
            guard let byte = UInt8(String(decoding: digits[place...place + 1], as: UTF8.self), radix: 16),
                place < 16
            else { throw LabError("gdb stub: register \(number) reads \(answer)") }
            value |= UInt64(byte) << (place * 4)
        }
        return value
    }

    /// The description of system registers gives each name its number.
    private func readNames() throws(LabError) {
        var text = ""
        while true {
            let part = try ask(
                "qXfer:features:read:system-registers.xml:\(String(text.utf8.count, radix: 16)),800")
            text += part.dropFirst()
            if part.first == "l" { break }
            guard part.first == "m" else { throw LabError("gdb stub: no system registers") }
        }
        for element in text.split(separator: "<") where element.hasPrefix("reg ") {
            func attribute(_ name: String) -> Substring? {
                let parts = element.split(separator: "\"", omittingEmptySubsequences: false)
                return parts.indices.first { parts[$0].hasSuffix(" \(name)=") }.map { parts[$0 + 1] }
            }
            if let name = attribute("name"), let number = attribute("regnum").flatMap({ Int($0) }) {
                names[String(name)] = number
            }
        }
    }

    private func ask(_ request: String) throws(LabError) -> String {
        try send(request)
        while true {
            let answer = try receive()
            // A stop reply may come in between.
            if !(answer.hasPrefix("T") && answer.contains("thread:")) { return answer }
        }
    }

    private func send(_ request: String) throws(LabError) {
        let sum = request.utf8.reduce(0 as UInt8) { $0 &+ $1 }
        let low = String(sum, radix: 16)
        let packet = Array("$\(request)#\(low.utf8.count < 2 ? "0" : "")\(low)".utf8)
        guard Glibc.send(socket, packet, packet.count, Int32(MSG_NOSIGNAL)) == packet.count else {
            throw LabError("gdb stub: gone")
        }
    }

    private func receive() throws(LabError) -> String {
        while try byte() != UInt8(ascii: "$") {}
        var text: [UInt8] = []
        while true {
            let next = try byte()
            if next == UInt8(ascii: "#") { break }
            // An escaped byte.
            text.append(next == UInt8(ascii: "}") ? try byte() ^ 0x20 : next)
        }
        _ = (try byte(), try byte())
        guard Glibc.send(socket, "+", 1, Int32(MSG_NOSIGNAL)) == 1 else { throw LabError("gdb stub: gone") }
        return String(decoding: text, as: UTF8.self)
    }

    private func byte() throws(LabError) -> UInt8 {
        var byte: UInt8 = 0
        guard recv(socket, &byte, 1, 0) == 1 else { throw LabError("gdb stub: gone") }
        return byte
    }
}
