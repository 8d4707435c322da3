public import Arm64

/// One CPU.
public struct CPU: Hashable, Sendable {
    /// Linux's number.
    public var number: Int
    /// Its Main ID Register.
    public var midr: Sourced<MIDR>
    /// The true ID_AA64MMFR2_EL1.BBM field (0 to 3) of this CPU where something privileged told it.
    public var bbmLevel: Sourced<Int>?

    /// CPU `number`.
    public init(number: Int, midr: Sourced<MIDR>, bbmLevel: Sourced<Int>? = nil) {
        self.number = number
        self.midr = midr
        self.bbmLevel = bbmLevel
    }
}
