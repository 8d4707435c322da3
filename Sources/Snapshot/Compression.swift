/// How a stream is packed, by its first bytes.
enum Compression: Hashable {
    case none, gzip, xz, lzma, zstd
    /// Something linmap does not unpack, by its name.
    case unsupported(String)

    /// Bytes that `init` wants to see.
    static let magicLength = 13

    init(_ head: ArraySlice<UInt8>) {
        func begins(_ magic: [UInt8]) -> Bool { head.starts(with: magic) }
        if begins([0x1f, 0x8b]) {
            self = .gzip
        } else if begins([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]) {
            self = .xz
        } else if begins([0x28, 0xb5, 0x2f, 0xfd]) {
            self = .zstd
        } else if Self.isLzma(Array(head)) {
            self = .lzma
        } else if begins(Array("BZh".utf8)), head.count > 4, head.dropFirst(4).first == 0x31 {
            self = .unsupported("bzip2")
        } else if begins([0x04, 0x22, 0x4d, 0x18]) {
            self = .unsupported("lz4")
        } else if begins(Array("PK\u{3}\u{4}".utf8)) {
            self = .unsupported("zip")
        } else if begins([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]) {
            self = .unsupported("7-Zip")
        } else if begins([0x1f, 0x9d]) {
            self = .unsupported("compress")
        } else {
            self = .none
        }
    }

    /// The old .lzma form has no magic: properties 0x5d, a dictionary of whole 64 KiB, and a size
    /// that is either unknown or below 1 TiB.
    private static func isLzma(_ head: [UInt8]) -> Bool {
        guard head.count >= 13, head[0] == 0x5d, head[1] == 0, head[2] == 0 else { return false }
        let size = head[5..<13]
        return size.allSatisfy { $0 == 0xff } || size.suffix(3).allSatisfy { $0 == 0 }
    }

    /// `source` unpacked; errors name `name`.
    func unpacked(_ source: any ByteSource, name: String) throws(InputError) -> any ByteSource {
        switch self {
        case .none: source
        case .gzip: try GzipSource(source, name: name)
        case .xz, .lzma, .zstd: try FilterSource(source, name: name)
        case .unsupported(let packer):
            throw InputError(
                .badData, file: name, "is packed with \(packer), which linmap does not unpack",
                expected: "gzip, xz, zstd or nothing")
        }
    }
}
