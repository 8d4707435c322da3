/// One way of using memory, as a series of operations: each appends the addresses it touches, in order.
protocol AccessPattern: Sendable {
    /// How many addresses an operation appends.
    var accessesPerOperation: Int { get }
    /// Does one operation.
    mutating func operate(_ random: inout WorkloadRandom, into queue: inout [UInt64])
}

extension AccessPattern {
    /// Operations until `queue` holds `count` addresses or more.
    mutating func fill(_ queue: inout [UInt64], to count: Int, _ random: inout WorkloadRandom) {
        while queue.count < count { operate(&random, into: &queue) }
    }
}
