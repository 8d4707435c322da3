import Arm64
import HostFacts
import Testing

@testable import LinearMap

@Suite("Actions hold what they promise, on every captured host in pages")
struct ActionTests {
    /// The captured hosts in pages.
    private static let inPages = CapturedHosts.names.compactMap { name in
        CapturedHosts.all[name].map { (name: name, before: Predictor.predict($0)) }
    }.filter { $0.before.mapping == .pages }

    /// The changes a user gets who types `texts`.
    private func typed(_ texts: [String]) throws -> [Change] {
        var options = ChangeOptions()
        for text in texts {
            let words = text.split(separator: " ", maxSplits: 1).map(String.init)
            try #require(words.count == 2)
            switch words[0] {
            case "--cmdline-set": options.set.append(words[1])
            case "--cmdline-unset": options.unset.append(words[1])
            case "--kernel": options.kernel.append(words[1])
            case "--config": options.config.append(words[1])
            default: Issue.record("no option: \(text)")
            }
        }
        return try options.changes
    }

    @Test("typed as printed, each gives blocks")
    func typedAsPrinted() throws {
        #expect(Self.inPages.count > 15)
        for (name, before) in Self.inPages {
            let actions = BlockSearch.actions(before)
            #expect(!actions.isEmpty, "\(name)")
            for action in actions {
                let changes = try typed(action.changes.map(\.text))
                try WhatIf.check(changes, on: before.host)
                let after = WhatIf(before, changes).after
                #expect(after.mapping == .blocks, "\(name): \(action.changes.map(\.text))")
                #expect(after.layout == action.result.after.layout, "\(name)")
                // The command line it prints is the one it was tried with, and reads back the same.
                if let line = action.commandLine {
                    #expect(after.host.commandLine?.value == KernelCommandLine(line), "\(name)")
                }
            }
        }
    }

    /// Every switch there is, whether it would help or not.
    private static let switches: [Change] =
        ["on", "off", "noalias", "full"].map { .set(key: "rodata", value: $0) }
        + ["0", "1", "100"].map { .set(key: "kfence.sample_interval", value: $0) }
        + [.set(key: "debug_pagealloc", value: "off"), .set(key: "debug_pagealloc", value: "on")]
        + ["crashkernel", "rodata", "kfence.sample_interval", "debug_pagealloc"].map { .unset(key: $0) }
        + [v(6, 1, 176), v(6, 12, 117), v(6, 18, 27), v(7, 3, 4)].map { .kernel($0) }
        + ["KFENCE", "RODATA_FULL_DEFAULT_ENABLED", "DEBUG_PAGEALLOC", "ZONE_DMA"].map {
            .config(symbol: $0, value: "n")
        }

    /// The smallest number of switches, up to `most`, that gives blocks; nil if none does.
    private func smallest(_ before: Prediction, upTo most: Int) -> Int? {
        var sets: [[Change]] = [[]]
        for count in 1...max(most, 1) where count <= most {
            sets = sets.flatMap { set -> [[Change]] in
                let next = set.last.flatMap { Self.switches.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
                return Self.switches[next...].map { set + [$0] }
            }
            let isEnough = sets.contains { set in
                let host = ChangedHost.make(set, of: before.host)
                // Before 6.18 the word is read by its first letter, as "no", or not at all.
                let isNoise =
                    set.contains(.set(key: "rodata", value: "noalias"))
                    && Settings(host).version.value < v(6, 18)
                let goesBack = Settings(host).version.value < before.version
                return !isNoise && !goesBack && Predictor.predict(host).mapping == .blocks
            }
            if isEnough { return count }
        }
        return nil
    }

    @Test("nothing smaller than the first gives blocks")
    func nothingSmaller() throws {
        var sizes: Set<Int> = []
        for (name, before) in Self.inPages {
            let first = try #require(BlockSearch.actions(before).first).changes.count
            sizes.insert(first)
            #expect(smallest(before, upTo: first - 1) == nil, "\(name)")
        }
        #expect(sizes.count > 1, "\(sizes)")
    }

    @Test("a kernel whose vendor is known to build it otherwise is offered with a doubt")
    func doubt() throws {
        let before = Predictor.predict(try #require(CapturedHosts.all["510c-n1-2g-on-crash256"]))
        let kernels = BlockSearch.actions(before).filter { $0.changes.contains(.kernel(v(6, 12, 117))) }
        let doubt = try #require(kernels.first?.doubt)
        #expect(doubt.contains("CONFIG_KFENCE=y") && doubt.contains("the map would be in pages"))
        #expect(BlockSearch.actions(before).first?.doubt == nil)
    }

    @Test("without a command line none of its words is offered, and none can be changed")
    func noCommandLine() throws {
        var host = try #require(CapturedHosts.all["61-n1-2g-on-crash256"])
        host.commandLine = nil
        let before = Predictor.predict(host)
        for action in BlockSearch.actions(before) {
            #expect(action.changes.allSatisfy { !$0.isOfCommandLine })
            // What was reserved stays where it was.
            #expect(action.result.crash.pieces.map(\.range) == host.crash.ranges.map(\.value))
        }
        for change in [Change.set(key: "rodata", value: "on"), .unset(key: "crashkernel")] {
            #expect(throws: ChangeOptions.Refusal.self) { try WhatIf.check([change], on: host) }
        }
    }
}
