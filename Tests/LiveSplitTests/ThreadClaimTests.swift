import LiveSplit
import Testing

/// What was claimed in the discussions this simulator grew from, and what the machine says.
@Suite struct ThreadClaimTests {
    /// "without FEAT_BBM only unmap, invalidate, remap is safe, and the kernel's own access in the window faults"
    @Test func withoutTheFeatureOnlyBreakingIsSafeAndTheKernelFaultsInTheWindow() throws {
        let safe = try Strategy.all.filter { try violation($0, .zero) == false && $0.needs != nil }
        #expect(safe.map(\.name) == ["break-before-make", "merge-break"])
        let own = """
            x: block a
            T0: W L2(x):=inv; DSB ISHST; TLBI VAAE1IS x; DSB ISH; ISB; R x; W L2(x):=table; DSB ISHST; ISB
            ask 0:x fault
            ask other: 0:x ok
            """
        let found = try explored(own)
        #expect(found.answers.map(\.verdict) == [.allowed, .forbidden])
    }

    /// "with level 2 no tearing down, but an abort must be handled"
    @Test func levelTwoNeedsNoBreakButAHandler() throws {
        let direct = try #require(Strategy.named("direct-split"))
        let none = try explore(direct, .two, .none), all = try explore(direct, .two, .all)
        #expect(none.violation == nil)
        #expect(!none.reachable.contains(.translationFault))
        #expect(none.reachable.contains(.conflictAbortFatal))
        #expect(all.reachable == [.safe, .conflictAbortHandled])
    }

    /// "the handler only needs an invalidation, but faults again if it touches the range" (stack in the linear map
    /// unless VMAP_STACK).
    @Test func theHandlerMustNotTouchTheRange() throws {
        let direct = try #require(Strategy.named("direct-split"))
        #expect(try explore(direct, .two, .allInRange).reachable.contains(.recursiveAbort))
        #expect(try !explore(direct, .two, .all).reachable.contains(.recursiveAbort))
    }

    /// "an abort routed to EL2 kills a guest under today's KVM and not under a hypervisor that invalidates"
    @Test func aGuestDiesUnderKVMAndLivesUnderAHypervisorThatInvalidates() throws {
        let direct = try #require(Strategy.named("direct-split"))
        #expect(try explore(direct, .two, .kvm).reachable == [.safe, .guestKilled])
        #expect(try explore(direct, .two, .hypervisor).reachable == [.safe, .conflictAbortHandled])
    }

    /// "two TLB entries for the same VA: lucky case TLB conflict abort, else possible coherency loss"
    @Test func withoutBreakTheLuckyCaseIsTheAbort() throws {
        let naive = try #require(Strategy.named("naive"))
        #expect(
            try explore(naive, .zero, .none).reachable.isSuperset(of: [.conflictAbortFatal, .coherencyLoss]))
    }

    /// "a further abort before the flush cannot be excluded": why a VMALLE1 handler was rejected.
    @Test func aFurtherAbortBeforeTheFlushCannotBeExcluded() throws {
        let text = """
            x: block a
            T0: fill L3(x); DSB ISHST; W L2(x):=table
            T1: R x
            on conflict: R x+1; TLBI VMALLE1; DSB; ISB; retry
            ask outcome recursive-abort
            """
        #expect(try explored(text, bbm: .two).answers[0].verdict == .allowed)
        #expect(try explored(text, bbm: .three).answers[0].verdict == .forbidden)
    }

    /// "It may help to tweak a model to force it to generate such conflict aborts"
    @Test func forcedConflictsDriveAHandlerDeterministically() throws {
        var scenario = try Scenario(
            """
            x: page a
            memory a=5
            T0: R x; R x
            on conflict: TLBI VMALLE1; DSB; ISB; retry
            """)
        scenario.bbm = .three
        scenario.forcedConflicts = [.init(thread: 0, page: "x", occurrence: 2)]
        let machine = try Machine(scenario)
        let run = machine.deterministicRun()
        #expect(run.isFinal)
        #expect(run.outcomes == [.conflictAbortHandled])
        #expect(run.trace.contains("T0: R x: TLB conflict abort (forced), reported to EL1"))
        #expect(run == machine.deterministicRun())
        #expect(Explorer().explore(machine).reachable == [.conflictAbortHandled])
    }

    private func explore(_ strategy: Strategy, _ level: BBMLevel, _ handler: ConflictHandler) throws
        -> Exploration
    {
        Explorer().explore(try Machine(strategy.scenario(bbm: level, handler: handler)))
    }

    private func violation(_ strategy: Strategy, _ level: BBMLevel) throws -> Bool {
        try explore(strategy, level, .none).violation != nil
    }
}
