/// Why something could not be read from the kernel's memory.
public struct KernelMemoryError: Error, Hashable, Sendable {
    /// The errno: that of the system call that failed, or the nearest to what is wrong with the data.
    public let failure: Failure
    /// What could not be read or understood, and what that means, on one line.
    public let meaning: String

    /// An error with an errno and its meaning.
    public init(_ failure: Failure, _ meaning: String) {
        self.failure = failure
        self.meaning = meaning
    }
}
