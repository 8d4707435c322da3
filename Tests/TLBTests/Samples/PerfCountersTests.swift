import TLB
import Testing

@Suite struct PerfCountersTests {
    private func counters(_ text: String) throws -> PerfCounters { try PerfCounters(Array(text.utf8)) }

    @Test func `separated values, as perf stat -x writes them`() throws {
        let found = try counters(
            """
            # started on Mon Nov 23 10:00:00 2026

            1818320693,,dTLB-load-misses:k,70500326434,100.00,,
            438729774,,armv8_pmuv3_0/dtlb_walk/k,62877316408,100.00,,
            <not counted>,,armv8_pmuv3_0/event=0x2d/k,0,0.00,,
            """)
        #expect(found[.l1Refills] == 1_818_320_693 && found[.walks] == 438_729_774)
        #expect(found[.l2Refills] == nil && found.notCounted == [.l2Refills])
        #expect(found.isKernelOnly)
    }

    @Test(arguments: [
        "CPU0,10,,r34,1,100.00,,\nCPU1,32,,r34,1,100.00,,\n",
        "1.000100,10,,dtlb_walk,1,100.00,,\n2.000200,32,,dtlb_walk,1,100.00,,\n",
        "10;;dtlb_walk;1;100.00;;\n32;;dtlb_walk;1;100.00;;\n",
        "{\"counter-value\" : \"10.000000\", \"unit\" : \"\", \"event\" : \"dtlb_walk\", \"event-runtime\" : 9}\n{\"interval\" : 2.0, \"counter-value\" : \"32.0\", \"event\" : \"r34\"}\n",
    ])
    func `lines of one event are added up, whatever stands in front`(text: String) throws {
        #expect(try counters(text)[.walks] == 42)
    }

    @Test func `objects, as perf stat -j writes them`() throws {
        let found = try counters(
            """
            {"counter-value" : "5.000000", "unit" : "", "event" : "l1d_tlb_refill", "pcnt-running" : 100.00}
            {"counter-value" : "<not supported>", "unit" : "", "event" : "dtlb_walk", "pcnt-running" : 0.00}
            {"counter-value" : "123.0", "event" : "cycles"}
            """)
        #expect(found[.l1Refills] == 5 && found[.cycles] == 123 && found.notCounted == [.walks])
        #expect(!found.isKernelOnly)
    }

    @Test(arguments: [
        ("dTLB-load-misses", CounterEvent.l1Refills), ("L1D_TLB_REFILL", .l1Refills), ("r5", .l1Refills),
        ("r05:k", .l1Refills), ("dtlb_walk", .walks), ("r0034", .walks), ("r8128", .walkCycles),
        ("armv8_pmuv3_0/l2d_tlb_refill/", .l2Refills), ("armv8_cortex_a72/event=0x34/", .walks),
        ("cpu-cycles:u", .cycles), ("instructions", .instructions), ("dTLB-loads", .l1Accesses),
    ])
    func `events under the names perf gives them`(name: String, event: CounterEvent) {
        #expect(CounterEvent(perfName: name) == event)
    }

    @Test(arguments: ["cache-misses", "", "r", "rzz", "/", "event=0x", "branch-misses"])
    func `other events are none`(name: String) { #expect(CounterEvent(perfName: name) == nil) }

    @Test(arguments: [
        "", "# nothing\n", "12,,cache-misses,1,100\n", "hello\n", "12,,\n", "{\"event\" : \"r34\"}\n",
        "{\"counter-value\" : \"x\", \"event\" : \"r34\"}\n", "-5,,r34,1,1\n",
        "1e308,,r34,1,1\n", "nan,,r34,1,1\n",
    ])
    func `what holds no counter of translation is damaged`(text: String) {
        #expect(throws: PerfCounters.Damage.self) { try counters(text) }
    }
}
