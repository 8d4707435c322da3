import Arm64
import Foundation
import Snapshot
import Testing

@testable import HostFacts

/// Real captures, damaged as mails, pastes and small buffers damage them: what is still read must be
/// what the undamaged capture says, and what is missing must be said to be missing.
@Suite struct DamagedCaptureTests {
    /// Few, but of all granules, with several nodes, a crash kernel, a device tree, EFI.
    static let boots = [
        "510-n1-4g-rodata_off", "61-a72-6g-numa3-off", "61-n1-2g-on-crash256",
        "612-max-4g-dt-off-kf100-crash256", "616-n2-2g-on-kf500-crashhigh", "618-v3-2g-dt-rodata_off",
        "7316k-n1-2g-default", "c612-64k-n1-2g-on",
    ]

    static func text(_ boot: String, _ path: String) throws -> [String] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let name = folder.appending(path: "Fixtures/boots/\(boot)/snapshot.tar.gz").path
        let file = try #require(try SnapshotReader.read(name).files.values.first { $0.path == path })
        return String(decoding: file.bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// What predictions take from a log.
    struct LogFacts: Equatable {
        var release: String?
        var commandLine: String?
        var granule: Granule?
        var midrs: [Int: UInt32]
        var nodes: Set<String>
        var zones: Set<String>
        var crash: Set<String>
        var isSilent: Bool

        init(_ text: String) throws {
            let log = try BootLogParser.parse(file("dmesg", text))
            release = log.banner.flatMap { KernelIdentityParser.release(inBanner: $0.value) }
            commandLine = log.fullCommandLine?.value.text
            granule = log.pageSize?.value
            midrs = Dictionary(uniqueKeysWithValues: log.cpus.map { ($0.number, $0.midr.value.value) })
            nodes = Set(log.nodeRanges.map { "\($0.node) \($0.range.value)" })
            zones = Set(log.zones.map { "\($0.name) \($0.range.value)" })
            crash = Set(log.crashReservations.map { "\($0.isLow) \($0.range.value)" })
            isSilent = log.remarks.isEmpty && log.isFromStart
        }

        /// The first fact that `whole` contradicts.
        func contradiction(_ whole: LogFacts) -> String? {
            if let release, release != whole.release { return "release \(release)" }
            if let commandLine, commandLine != whole.commandLine { return "command line \(commandLine)" }
            if let granule, granule != whole.granule { return "granule \(granule)" }
            if let bad = midrs.first(where: { whole.midrs[$0.key] != $0.value }) { return "MIDR \(bad)" }
            if let bad = nodes.subtracting(whole.nodes).first { return "node \(bad)" }
            if let bad = zones.subtracting(whole.zones).first { return "zone \(bad)" }
            if let bad = crash.subtracting(whole.crash).first { return "crash kernel \(bad)" }
            return nil
        }
    }

    // MARK: Logs

    /// Damage that leaves every word in its place: nothing may be lost.
    enum Dress: CaseIterable {
        case quoted, carriageReturns, journal, caller, dated, stripped, phone, quotedPrintable, indented
        case twice, hypervisor, level

        func apply(_ lines: [String], _ noise: inout Noise) -> String {
            let depth = Int(noise.next() % 3) + 1
            switch self {
            case .quoted: return joined(lines.map { String(repeating: "> ", count: depth) + $0 })
            case .carriageReturns: return lines.joined(separator: "\r\n") + "\r\n"
            case .journal: return joined(lines.map { "Nov 23 20:20:20 host kernel: " + $0 })
            case .caller: return joined(lines.map { Self.behindTime($0, "[    T\(depth)]") })
            case .dated: return joined(lines.map { "[Mon Nov 23 20:20:20 2026]" + Self.stripped($0) })
            case .stripped: return joined(lines.map { Self.stripped($0).drop { $0 == " " }.description })
            case .phone: return joined(lines.map { Self.behindTime($0, " -(\(depth))[1:swapper/0]") })
            case .quotedPrintable: return Self.quotedPrintable(joined(lines))
            case .indented: return joined(lines.map { String(repeating: " ", count: 2 * depth) + $0 })
            case .twice: return joined(lines + lines)
            case .level: return joined(lines.map { "<\(depth)>" + $0 })
            case .hypervisor:
                var result: [String] = []
                for line in lines {
                    result.append(line)
                    if noise.next() % 5 == 0 { result.append("(XEN) d0v0: vGICR: unhandled word write") }
                }
                return joined(result)
            }
        }

        private func joined(_ lines: [String]) -> String { lines.joined(separator: "\n") + "\n" }

        private static func behindTime(_ line: String, _ mark: String) -> String {
            guard let close = line.firstIndex(of: "]") else { return line }
            return line[...close] + mark + line[line.index(after: close)...]
        }

        private static func stripped(_ line: String) -> Substring {
            line.firstIndex(of: "]").map { line[line.index(after: $0)...] } ?? line[...]
        }

        private static func quotedPrintable(_ text: String) -> String {
            var result = ""
            var column = 0
            for character in text {
                let code = character == "=" ? "=3D" : String(character)
                if character != "\n", column + code.count > 75 {
                    result += "=\n"
                    column = 0
                }
                result += code
                column = character == "\n" ? 0 : column + code.count
            }
            return result
        }
    }

    @Test(arguments: boots) func dressLosesNothing(boot: String) throws {
        let lines = try Self.text(boot, "var/log/dmesg")
        let whole = try LogFacts(lines.joined(separator: "\n") + "\n")
        #expect(whole.release != nil && whole.commandLine != nil && whole.granule != nil)
        #expect(!whole.nodes.isEmpty && !whole.midrs.isEmpty)
        var noise = Noise(seed: UInt64(boot.count))
        for dress in Dress.allCases {
            var facts = try LogFacts(dress.apply(lines, &noise))
            facts.isSilent = whole.isSilent
            #expect(facts == whole, "\(dress)")
        }
    }

    /// Damage that takes something away.
    private func wound(_ lines: [String], other: [String], _ noise: inout Noise) -> [String] {
        var lines = lines
        func place() -> Int { Int(noise.next()) % max(1, lines.count) }
        switch noise.next() % 9 {
        case 0:  // the ring buffer's start is gone
            lines.removeFirst(place())
            if let first = lines.first { lines[0] = String(first.dropFirst(Int(noise.next()) % 40)) }
        case 1: lines.removeLast(place())
        case 2:  // lost line breaks
            for _ in 0..<(1 + noise.next() % 20) {
                let at = place()
                guard at + 1 < lines.count else { continue }
                lines[at] += lines.remove(at: at + 1)
            }
        case 3:  // wrapped by a mail program, words longer than the line broken
            lines = lines.flatMap { Self.wrapped($0, width: 72) }
        case 4:  // wrapped by a terminal, in mid-word
            lines = lines.flatMap { Self.broken($0, width: 80) }
        case 5: for _ in 0..<(1 + noise.next() % 60) where !lines.isEmpty { lines.remove(at: place()) }
        case 6:  // cut at the right edge of a window
            lines = lines.map { $0.count > 80 ? $0.prefix(79) + "…" : $0 }
        case 7: lines = other + lines
        default:  // another program writes to the same console
            for _ in 0..<10 where !lines.isEmpty {
                let at = place()
                let cut = lines[at].index(lines[at].startIndex, offsetBy: lines[at].count / 2)
                lines[at] = lines[at][..<cut] + "[  OK  ] Started something." + lines[at][cut...]
            }
        }
        return lines
    }

    /// At blanks, as mail programs wrap.
    private static func wrapped(_ line: String, width: Int) -> [String] {
        var result: [String] = []
        var rest = line[...]
        while rest.count > width {
            let limit = rest.index(rest.startIndex, offsetBy: width)
            let blank = rest[..<limit].lastIndex(of: " ") ?? rest[limit...].firstIndex(of: " ")
            guard let blank, blank > rest.startIndex else { break }
            result.append(String(rest[..<blank]))
            rest = rest[rest.index(after: blank)...]
        }
        return result + [String(rest)]
    }

    private static func broken(_ line: String, width: Int) -> [String] {
        var result: [String] = []
        var rest = line[...]
        while rest.count > width {
            result.append(String(rest.prefix(width)))
            rest = rest.dropFirst(width)
        }
        return result + [String(rest)]
    }

    @Test(arguments: boots) func woundedLogsNeverSayAnythingElse(boot: String) throws {
        let lines = try Self.text(boot, "var/log/dmesg")
        let other = try Self.text(boot == Self.boots[0] ? Self.boots[1] : Self.boots[0], "var/log/dmesg")
        let whole = try LogFacts(lines.joined(separator: "\n") + "\n")
        let elsewhere = try LogFacts(other.joined(separator: "\n") + "\n")
        for seed in 0..<20 as Range<UInt64> {
            var noise = Noise(seed: seed &* 7919 &+ UInt64(boot.utf8.reduce(0) { $0 + Int($1) }))
            // Marks are set before a mail or a terminal breaks the lines, quotes after.
            let dress = Dress.allCases[Int(noise.next()) % Dress.allCases.count]
            let isLate = [.quoted, .quotedPrintable, .carriageReturns, .indented].contains(dress)
            let dressed = isLate ? lines : dress.apply(lines, &noise).split(separator: "\n").map(String.init)
            var damaged = wound(dressed, other: other, &noise)
            if damaged.count > 40, noise.next() % 2 == 0 {
                damaged.removeFirst(Int(noise.next()) % 20)
                damaged.removeLast(Int(noise.next()) % 20)
            }
            let text = isLate ? dress.apply(damaged, &noise) : damaged.joined(separator: "\n") + "\n"
            guard let facts = try? LogFacts(text) else { continue }
            // Of two boots the first counts where the second is the damaged one; never a mixture.
            let isOther = facts.contradiction(elsewhere) == nil
            let wrong = isOther ? nil : facts.contradiction(whole)
            #expect(wrong == nil, "seed \(seed), \(dress)")
        }
    }

    // MARK: Listings

    @Test(arguments: boots) func listingsSurviveTheirDress(boot: String) throws {
        let lines = try Self.text(boot, "proc/iomem")
        let whole = try Iomem.parse(file("iomem", lines.joined(separator: "\n") + "\n"))
        let dressed: [[String]] = [
            lines.map { "> > " + $0 }, lines.map { $0 + "\r" }, lines.map { "  " + $0 },
            [" " + lines[0]] + lines.dropFirst().map { "   " + $0 }, lines.reversed(), lines + lines,
            ["$ sudo cat /proc/iomem"] + lines + ["", "Thanks,"],
        ]
        for (index, lines) in dressed.enumerated() {
            let listing = try Iomem.parse(file("iomem", lines.joined(separator: "\n") + "\n"))
            #expect(listing.entries.map(\.range) == whole.entries.map(\.range), "\(index)")
            #expect(listing.entries.map(\.name) == whole.entries.map(\.name), "\(index)")
            #expect(listing.entries.map(\.depth) == whole.entries.map(\.depth), "\(index)")
        }
    }

    @Test(arguments: boots) func woundedListingsNeverSayAnythingElse(boot: String) throws {
        let lines = try Self.text(boot, "proc/iomem")
        let whole = try Iomem.parse(file("iomem", lines.joined(separator: "\n") + "\n"))
        func banks(_ listing: Iomem) -> Set<AddressRange> {
            Set(listing.outermost("System RAM").map(\.range))
        }
        func holes(_ listing: Iomem) -> Set<AddressRange> { Set(listing.topLevel("reserved").map(\.range)) }
        for seed in 0..<60 as Range<UInt64> {
            var noise = Noise(seed: seed)
            var damaged = lines
            switch seed % 5 {
            case 0: damaged = lines.filter { $0.contains("RAM") || $0.contains("reserved") }
            case 1: damaged = lines.filter { _ in noise.next() % 4 != 0 }
            case 2:
                for _ in 0..<3 {
                    let at = Int(noise.next()) % (damaged.count - 1)
                    damaged[at] += damaged.remove(at: at + 1)
                }
            case 3: damaged = lines.filter { $0.contains("reserved") || $0.contains("Kernel") }
            default:
                damaged.removeLast(Int(noise.next()) % (damaged.count - 1))
                damaged[damaged.count - 1] = String(
                    damaged[damaged.count - 1].dropLast(Int(noise.next()) % 12))
            }
            let isCut = seed % 5 == 4
            let text = damaged.joined(separator: "\n") + (isCut ? "" : "\n")
            guard let listing = try? Iomem.parse(file("iomem", text)) else { continue }
            let names = Set(whole.entries.map { "\($0.range) \($0.name)" })
            let last = damaged.last.map { $0.trimmingCharacters(in: .whitespaces) }
            for entry in listing.entries where !isCut || entry.evidence.text != last {
                #expect(names.contains("\(entry.range) \(entry.name)"), "seed \(seed)")
            }
            #expect(banks(listing).isSubset(of: banks(whole)), "seed \(seed)")
            #expect(holes(listing).isSubset(of: holes(whole)), "seed \(seed)")
        }
    }
}
