/// A moment after which no more is read.
public struct Deadline {
    let system: SystemCalls
    /// Microseconds of the monotonic clock.
    public let moment: UInt64

    /// `microseconds` from now, but not after `other`.
    public init(_ system: SystemCalls, in microseconds: UInt64, notAfter other: Deadline? = nil) {
        self.system = system
        let own = system.microseconds() + microseconds
        if let other, other.moment < own { moment = other.moment } else { moment = own }
    }

    /// Whether the moment has come, or a signal asks the probe to stop.
    public var isOver: Bool { system.stopped() != 0 || system.microseconds() >= moment }
}
