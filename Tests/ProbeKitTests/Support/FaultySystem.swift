import ProbeKit

/// A host on which one call fails.
final class FaultySystem: FakeSystem {
    private let call: Call
    /// A negative errno, or the most bytes that a read or write takes.
    private let result: Int
    /// Which call of its kind; nil: the first that `matches`.
    private let number: Int?
    private let matches: (String) -> Bool
    private(set) var hasFailed = false
    private var path = ""

    init(_ call: Call, number: Int, result: Int) {
        self.call = call
        self.number = number
        self.result = result
        matches = { _ in true }
        super.init()
    }

    init(_ call: Call, errno: Int, where matches: @escaping (String) -> Bool) {
        self.call = call
        number = nil
        result = -errno
        self.matches = matches
        super.init()
        hook = { [unowned self] _, path in self.path = path }
    }

    override func fault(_ call: Call, _ number: Int) -> Int? {
        guard call == self.call, self.number.map({ $0 == number }) ?? (!hasFailed && matches(path)) else {
            return nil
        }
        hasFailed = true
        return result
    }
}
