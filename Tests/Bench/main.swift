// `make bench`: speed as ratios within one run, never as an assertion. Absolute times are printed for
// orientation only; they belong to the machine. Arguments: the built command, and the folder of the TLB peers.

if CommandLine.arguments.dropFirst().first == "--simulate" {
    try TLBBench.simulate(Array(CommandLine.arguments.dropFirst(2)))
} else {
    print(machine())
    predictionRows()
    try simulationRows()
    liveSplitRows()
    if CommandLine.arguments.count > 1 { startUpRow(CommandLine.arguments[1]) }
    if CommandLine.arguments.count > 2 {
        TLBBench(program: CommandLine.arguments[0], peers: CommandLine.arguments[2]).run()
    }
}
