import ProbeKit

@main
struct LinmapProbe {
    static func main() {
        let system = SystemCalls()
        system.exit(Run(system).main())
    }
}
