import Arm64

/// The extent of the linear region, which changed with 5.4, 5.11 and 6.9.
struct Layout {
    let vaBits: Int
    let pageOffset: UInt64
    let start: UInt64
    let size: UInt64

    /// - 5.4 and later (and vendors' older kernels that tell `TCR_EL1_T1SZ`, such as RHEL 8.6's 4.18): the region is the
    ///   lower half of kernel addresses, `PAGE_OFFSET` = −2^`VA_BITS`. It ends at `PAGE_END` = −2^(`VA_BITS_MIN` − 1)
    ///   from 5.11 on, where `VA_BITS_MIN` is 48 for 52-bit kernels (47 with 16K pages, 6.9 and later); up to 5.10 at
    ///   −2^(`vabits_actual` − 1).
    /// - Before: the upper half, `PAGE_OFFSET` = −2^(`VA_BITS` − 1) (read in the 4.18 of RHEL 8.3 to 8.5).
    init(_ note: VmcoreinfoText, _ granule: Granule, _ compiled: Int) throws(KernelMemoryError) {
        let version = Self.version(note)
        guard let t1sz = note.number("NUMBER(TCR_EL1_T1SZ)") else {
            self = try Self(untold: version, compiled)
            return
        }
        let least = compiled <= 48 ? compiled : granule == .k16 ? 47 : 48
        guard t1sz >= 12, t1sz <= 28 else { throw Geometry.unsupported("TCR_EL1_T1SZ=\(t1sz)") }
        vaBits = 64 - Int(t1sz)
        guard vaBits == compiled || vaBits == least else {
            throw Geometry.unsupported("VA_BITS=\(compiled) running with \(vaBits)")
        }
        pageOffset = Self.negative(compiled)
        start = max(pageOffset, Self.negative(vaBits))
        guard let version else { throw Geometry.unsupported("OSRELEASE is no version") }
        size = Self.negative((version < KernelVersion(5, 11) ? vaBits : least) - 1) &- start
    }

    /// A kernel that does not tell the size the hardware translates.
    private init(untold version: KernelVersion?, _ compiled: Int) throws(KernelMemoryError) {
        guard let version, compiled <= 48 else {
            throw Geometry.unsupported("VA_BITS=\(compiled) without TCR_EL1_T1SZ")
        }
        vaBits = compiled
        size = 1 << UInt64(compiled - 1)
        pageOffset = Self.negative(version < KernelVersion(5, 4) ? compiled - 1 : compiled)
        start = pageOffset
    }

    private static func version(_ note: VmcoreinfoText) -> KernelVersion? {
        note.value("OSRELEASE").flatMap { KernelVersion(prefixOf: String(decoding: $0, as: UTF8.self)) }
    }

    /// −2^bits.
    private static func negative(_ bits: Int) -> UInt64 { 0 &- (1 << UInt64(bits)) }
}
