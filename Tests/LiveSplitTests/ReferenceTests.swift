import Testing

@testable import LiveSplit

/// The machine with its reductions against the reference without, on random small programs.
@Suite struct ReferenceTests {
    private struct Random: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var z = state
            z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
            z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
            return z ^ z >> 31
        }
    }

    private typealias Step = ReferenceModel.Step

    private static func step(_ random: inout Random) -> Step {
        switch Int.random(in: 0..<16, using: &random) {
        case 0, 1: .setL3(ReferenceModel.L3.allCases.randomElement(using: &random) ?? .invalid)
        case 2, 3: .setL2(ReferenceModel.L2.allCases.randomElement(using: &random) ?? .invalid)
        case 4, 5: .read(0)
        case 6: .read(1)
        case 7: .write
        case 8: .flagWrite
        case 9: .flagRead
        case 10: .dsb
        case 11: .dsbStores
        case 12: .dmb
        case 13: .isb
        case 14:
            .invalidate(lastLevel: .random(using: &random), all: false, broadcast: .random(using: &random))
        default: .invalidate(lastLevel: false, all: true, broadcast: true)
        }
    }

    private static func text(_ step: Step) -> String {
        switch step {
        case .setL3(.invalid): "W L3(x):=inv"
        case .setL3(.a): "W L3(x):=page a rw"
        case .setL3(.aReadOnly): "W L3(x):=page a ro"
        case .setL3(.b): "W L3(x):=page b rw"
        case .setL3(.bReadOnly): "W L3(x):=page b ro"
        case .setL2(.invalid): "W L2(x):=inv"
        case .setL2(.table): "W L2(x):=table"
        case .setL2(.block): "W L2(x):=block a rw"
        case .read(let page): page == 0 ? "R x" : "R z"
        case .write: "W x:=7"
        case .flagWrite: "W y:=1"
        case .flagRead: "R y"
        case .dsb: "DSB ISH"
        case .dsbStores: "DSB ISHST"
        case .dmb: "DMB ISH"
        case .isb: "ISB"
        case .invalidate(let lastLevel, let all, let broadcast):
            all ? "TLBI VMALLE1IS" : "TLBI V\(lastLevel ? "ALE1" : "AE1")\(broadcast ? "IS" : "") x"
        }
    }

    private static func scenario(_ model: ReferenceModel) throws -> Scenario {
        var text = "x, z: \(model.startsAsBlock ? "block" : "page") a\nflag y=0\nmemory a=1, a+1=2, b=3\n"
        for (thread, program) in model.programs.enumerated() {
            text += "T\(thread): " + program.map(Self.text).joined(separator: "; ") + "\n"
        }
        var scenario = try Scenario(text)
        scenario.bbm = try #require(BBMLevel(rawValue: model.level))
        return scenario
    }

    /// Everything the machine can end in, in the reference's terms.
    private static func outcomes(_ machine: Machine) -> (
        outcomes: Set<[[UInt8]]>, isViolated: Bool, states: Int
    ) {
        func key(_ state: State) -> [UInt64] { (0..<machine.layout.words).map { state.words[$0] } }
        var seen: Set<[UInt64]> = [key(machine.start)], queue = [machine.start], outcomes: Set<[[UInt8]]> = []
        var isViolated = false
        while let state = queue.popLast() {
            if machine.isViolated(state) { isViolated = true }
            if machine.isFinal(state) { outcomes.insert(visible(machine, state)) }
            machine.successors(state) { _, next in
                if seen.insert(key(next)).inserted { queue.append(next) }
            }
        }
        return (outcomes, isViolated, seen.count)
    }

    private static func visible(_ machine: Machine, _ state: State) -> [[UInt8]] {
        machine.resolved.programs.indices.map { element in
            let base = machine.layout.elements[element].base
            return machine.resolved.programs[element].enumerated().compactMap { index, operation in
                let raw = state[machine.layout.operations[base + index]]
                switch operation.action {
                case .readCell: return raw == 0 ? 0 : 100 + UInt8(machine.resolved.values[Int(raw >> 1)])
                case .access: return result(AccessResult(raw: raw), machine)
                default: return nil
                }
            }
        }
    }

    private static func result(_ result: AccessResult, _ machine: Machine) -> UInt8 {
        switch result.kind {
        case .pending: return result.conflictLevel == 0 ? 0 : ReferenceModel.conflict
        case .completed:
            let name = machine.resolved.tree.name(of: machine.resolved.cells[result.cell])
            let cell = ["a": 0, "a+1": 1, "b": 2][name] ?? 3
            let value = UInt8(machine.resolved.values[result.value])
            return result.isAmalgam
                ? ReferenceModel.mixed(cell: cell, value: value)
                : ReferenceModel.done(cell: cell, value: value)
        case .permissionFault: return ReferenceModel.denied
        default: return ReferenceModel.fault
        }
    }

    private static func model(_ seed: Int) -> ReferenceModel {
        var random = Random(state: UInt64(seed) &* 7919 &+ 3)
        let lengths = [(2, 2), (3, 1), (4, 1), (3, 2)][seed % 4]
        return ReferenceModel(
            programs: [
                (0..<lengths.0).map { _ in step(&random) }, (0..<lengths.1).map { _ in step(&random) },
            ], startsAsBlock: .random(using: &random), level: Int.random(in: 0...3, using: &random))
    }

    /// Without FEAT_ETS, and at a lower FEAT_BBM level, whatever could happen still can.
    @Test(arguments: 1000..<1060)
    func weakerHardwareAllowsMore(_ seed: Int) throws {
        var scenario = try Self.scenario(Self.model(seed))
        var stronger: Set<[[UInt8]]> = []
        for level in BBMLevel.allCases.reversed() {
            scenario.bbm = level
            scenario.hasETS = true
            let ordered = Self.outcomes(try Machine(scenario)).outcomes
            #expect(ordered.isSuperset(of: stronger))
            scenario.hasETS = false
            #expect(Self.outcomes(try Machine(scenario)).outcomes.isSuperset(of: ordered))
            stronger = ordered
        }
    }

    @Test(arguments: 0..<160)
    func agreesWithTheReference(_ seed: Int) throws {
        let model = Self.model(seed)
        let scenario = try Self.scenario(model)
        let machine = try Machine(scenario)
        let mine = Self.outcomes(machine), slow = model.explore()
        let program = model.programs.map { $0.map(Self.text).joined(separator: "; ") }
        #expect(
            mine.outcomes == slow.outcomes,
            "\(program), block \(model.startsAsBlock), level \(model.level): only machine \(mine.outcomes.subtracting(slow.outcomes)), only reference \(slow.outcomes.subtracting(mine.outcomes))"
        )
        #expect(
            mine.isViolated == slow.isViolated,
            "\(program), block \(model.startsAsBlock), level \(model.level)")
        #expect(mine.states <= slow.states)
        #expect(mine.states == Explorer().explore(machine).states)
    }
}
