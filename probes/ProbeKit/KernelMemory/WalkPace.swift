/// Which tables of the last level are read, so that what is read lies evenly over memory when there is no time for all.
///
/// Tables are taken in clusters of neighbours, at most 8192 of them. A cluster is read as long as the time used is not
/// ahead of the place reached; a quarter of the budget is granted beforehand, so that one hiccup leaves no gap on a
/// host that could have been read whole.
struct WalkPace {
    private let system: SystemCalls
    private let total: Int
    private let cluster: Int
    private let budget: UInt64
    private let readLimit: Int
    private let began: UInt64
    private var leftInCluster = 0
    private var isReading = false
    /// Tables seen so far.
    private(set) var seen = 0
    private var read = 0

    init(_ system: SystemCalls, total: Int, _ limits: TableWalk.Limits) {
        self.system = system
        self.total = max(1, total)
        cluster = max(1, (total + limits.clusters - 1) / max(1, limits.clusters))
        budget = limits.microseconds
        readLimit = limits.tables
        began = system.microseconds()
    }

    /// Counts one more table; whether it is to be read.
    mutating func takesNext() -> Bool {
        if leftInCluster == 0 {
            leftInCluster = cluster
            isReading = isOnTime()
        }
        leftInCluster -= 1
        seen += 1
        if isReading { read += 1 }
        return isReading
    }

    /// Whether the cluster that begins may be read. Doubles, because the products exceed 64 bits with hostile numbers.
    private func isOnTime() -> Bool {
        let now = system.microseconds()
        let progress = Double(min(seen + cluster, total)) / Double(total)
        let granted = 0.25 + 0.75 * progress
        let elapsed = Double(now < began ? 0 : now - began)
        return elapsed <= Double(budget) * granted && Double(read + cluster) <= Double(readLimit) * granted
    }
}
