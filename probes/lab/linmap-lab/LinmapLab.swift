import ArgumentParser

/// The host side of the boot lab.
@main
struct LinmapLab: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "linmap-lab",
        abstract:
            "Read a guest's page tables from outside, and hold the probe and the prediction against them.",
        subcommands: [Read.self, Check.self])
}
