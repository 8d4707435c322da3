/// Writes ustar archives byte by byte, also such as no sane tool writes.
struct TarBuilder {
    private(set) var bytes: [UInt8] = []

    /// Adds a member. `size` is what the header declares, if not the truth.
    mutating func add(
        _ name: String, _ body: String = "", type: Character = "0", link: String = "", size: Int? = nil
    ) {
        add(Array(name.utf8), Array(body.utf8), type: type, link: Array(link.utf8), size: size)
    }

    /// The same, from raw bytes.
    mutating func add(
        _ name: [UInt8], _ body: [UInt8], type: Character = "0", link: [UInt8] = [], size: Int? = nil
    ) {
        bytes += Self.header(name, size: size ?? body.count, type: type, link: link)
        bytes += body
        bytes += [UInt8](repeating: 0, count: (512 - body.count % 512) % 512)
    }

    /// Adds a pax extended header for the member that follows.
    mutating func addPax(_ records: [(key: String, value: [UInt8])]) {
        var body: [UInt8] = []
        for (key, value) in records {
            let rest = [0x20] + Array(key.utf8) + [0x3d] + value + [0x0a]
            var length = rest.count
            while String(length).utf8.count + rest.count != length {
                length = String(length).utf8.count + rest.count
            }
            body += Array(String(length).utf8) + rest
        }
        add(Array("PaxHeader".utf8), body, type: "x")
    }

    /// The archive with its end mark.
    var closed: [UInt8] { bytes + [UInt8](repeating: 0, count: 1024) }

    /// One header block with a right checksum.
    static func header(_ name: [UInt8], size: Int, type: Character = "0", link: [UInt8] = []) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ text: [UInt8], _ offset: Int, _ room: Int) {
            for (index, byte) in text.prefix(room).enumerated() { block[offset + index] = byte }
        }
        put(name, 0, 100)
        put(Array("0000644\u{0}0000000\u{0}0000000\u{0}".utf8), 100, 24)
        put(octal(size, digits: 11) + [0], 124, 12)
        put(Array("00000000000\u{0}".utf8), 136, 12)
        put(Array(repeating: 0x20, count: 8), 148, 8)
        put(Array(String(type).utf8), 156, 1)
        put(link, 157, 100)
        put(Array("ustar\u{0}00".utf8), 257, 8)
        let sum = block.reduce(0) { $0 + Int($1) }
        put(octal(sum, digits: 6) + [0, 0x20], 148, 8)
        return block
    }

    private static func octal(_ value: Int, digits: Int) -> [UInt8] {
        let text = String(value, radix: 8)
        return Array(String(repeating: "0", count: digits - text.count).utf8) + Array(text.utf8)
    }
}

/// The files of a small host.
let smallHost: [(path: String, text: String)] = [
    ("proc/iomem", "40000000-bfffffff : System RAM\n"),
    ("proc/cmdline", "root=/dev/vda1 rodata=on\n"),
    ("proc/version", "Linux version 6.1.0\n"),
    ("var/log/dmesg", "[    0.000000] Booting Linux on physical CPU 0x0\n"),
    ("sys/devices/system/cpu/cpu0/regs/identification/midr_el1", "0x00000000413fd0c1\n"),
]

/// A tar of that host, every name behind `prefix`.
func hostTar(under prefix: String = "") -> TarBuilder {
    var tar = TarBuilder()
    for (path, text) in smallHost { tar.add(prefix + path, text) }
    return tar
}
