/// A Main ID Register value: which core this is, and its revision.
///
/// Fields as in the Arm ARM, MIDR_EL1; Linux compares implementer, part, variant and revision.
public struct MIDR: Hashable, Sendable {
    /// The register's low 32 bits.
    public let value: UInt32

    /// Wraps a raw register value.
    @inlinable public init(_ value: UInt32) { self.value = value }

    /// Implementer code, bits 31:24 (0x41 is Arm).
    @inlinable public var implementer: UInt8 { UInt8(value >> 24) }
    /// Major revision, bits 23:20: the n of rNpM.
    @inlinable public var variant: UInt8 { UInt8(value >> 20 & 0xf) }
    /// Part number, bits 15:4.
    @inlinable public var part: UInt16 { UInt16(value >> 4 & 0xfff) }
    /// Minor revision, bits 3:0: the M of rNpM.
    @inlinable public var revision: UInt8 { UInt8(value & 0xf) }

    /// The value with variant and revision cleared: `MIDR_CPU_MODEL` of the kernel.
    @inlinable public var model: UInt32 { value & 0xff0f_fff0 }

    /// "r0p2".
    public var revisionName: String { "r\(variant)p\(revision)" }
}
