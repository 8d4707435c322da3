extension Sources {
    /// The blocks in which memory can be plugged, as `lsmem --sysroot` reads them. Where there are too many
    /// a list of runs stands in their place.
    static let memoryBlocks = Source(
        name: "memory-blocks", readings: [.folder("/sys/devices/system/memory")], needs: [],
        byteLimit: 4096, milliseconds: 1500,
        absence: Absence("the pieces in which memory was plugged in are not known", isNormal: true)
    ) { collector in
        let folder = "/sys/devices/system/memory"
        for name in ["auto_online_blocks", "block_size_bytes"] { collector.copy("\(folder)/\(name)") }
        guard let blocks = collector.numbered("memory", in: folder) else { return }
        let nodes = MemoryNodes(collector)
        if blocks.count <= mostFolders {
            for block in blocks {
                guard collector.mayAdd(folder) else { return }
                copy(block, "\(folder)/memory\(block)", nodes, collector)
            }
        } else {
            summarize(blocks, folder, nodes, collector)
        }
    }

    /// With four files each, a quarter of what a snapshot holds.
    private static let mostFolders = 256

    private static func copy(_ block: Int, _ folder: String, _ nodes: MemoryNodes, _ collector: Collector) {
        for name in ["phys_index", "removable", "state", "valid_zones"] {
            collector.copyQuietly("\(folder)/\(name)")
        }
        guard let node = nodes.node(of: block) else { return }
        collector.copyLink("node\(node)", in: folder)
    }

    /// Lines "FIRST-LAST state node", "-" where the node is not known.
    private static func summarize(
        _ blocks: [Int], _ folder: String, _ nodes: MemoryNodes, _ collector: Collector
    ) {
        let began = collector.system.microseconds()
        var text: [UInt8] = []
        var run: (first: Int, last: Int, what: String)?
        var isCut = false
        func end() {
            if let run { text += Array("\(run.first)-\(run.last) \(run.what)\n".utf8) }
        }
        for block in blocks {
            guard !collector.deadline.isOver else {
                isCut = true
                break
            }
            let state = collector.line("\(folder)/memory\(block)/state") ?? "unknown"
            let what = "\(state) \(nodes.node(of: block).map { "\($0)" } ?? "-")"
            if let old = run, old.last + 1 == block, old.what == what {
                run = (old.first, block, what)
            } else {
                end()
                run = (block, block, what)
            }
        }
        end()
        do throws(Failure) {
            try collector.keep(
                "linmap/memory-blocks", text, from: "\(folder)/memory*/state", since: began,
                note: "\(blocks.count) blocks, too many for a folder each", isCut: isCut)
        } catch {
            collector.missing(folder, error)
        }
    }
}

/// Which node each block belongs to, from the links in the nodes' folders.
struct MemoryNodes {
    private var runs: [(node: Int, first: Int, last: Int)] = []

    init(_ collector: Collector) {
        for node in (collector.numbered("node", in: "/sys/devices/system/node") ?? []).prefix(128) {
            for block in collector.numbered("memory", in: "/sys/devices/system/node/node\(node)") ?? [] {
                if let last = runs.last, last.node == node, last.last + 1 == block {
                    runs[runs.count - 1].last = block
                } else {
                    runs.append((node, block, block))
                }
            }
        }
    }

    func node(of block: Int) -> Int? {
        runs.first { $0.first <= block && block <= $0.last }?.node
    }
}
