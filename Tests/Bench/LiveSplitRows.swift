import LiveSplit

/// The explorer's speed on the largest strategy, and that every strategy under every level and handler is quick.
func liveSplitRows() {
    guard let strategy = Strategy.named("linux-split"),
        let machine = try? Machine(strategy.scenario(bbm: .zero, handler: .allInRange))
    else { return }
    var states = 0
    let time = median(rounds: 5) { states = Explorer().explore(machine).states }
    row(
        "linmap split: states a second, \(states) states", "\(rounded(Double(states) / time / 1e6)) million",
        "at least 1")
    let matrix = median(rounds: 3) {
        for strategy in Strategy.all {
            for handler in ConflictHandler.allCases {
                for level in BBMLevel.allCases {
                    guard let machine = try? Machine(strategy.scenario(bbm: level, handler: handler)) else {
                        continue
                    }
                    _ = Explorer().explore(machine)
                }
            }
        }
    }
    row("linmap split: the whole matrix", "\(rounded(matrix)) s", "each cell under 1 s")
}
