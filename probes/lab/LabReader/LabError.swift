/// What stopped the lab from reading a guest, in one sentence.
public struct LabError: Error, CustomStringConvertible, Sendable {
    /// One sentence.
    public let description: String

    /// - Parameter description: one sentence without a full stop.
    public init(_ description: String) { self.description = description }
}
