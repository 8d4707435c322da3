import Glibc

/// Time from fork to exit of a command whose output is thrown away.
func startUp(_ path: String, _ argument: String) -> Double {
    median(rounds: 31) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup(path), strdup(argument), nil]
        var child: pid_t = 0
        guard posix_spawn(&child, path, &actions, nil, &arguments, environ) == 0 else { return }
        var status: Int32 = 0
        waitpid(child, &status, 0)
        for argument in arguments { free(argument) }
        posix_spawn_file_actions_destroy(&actions)
    }
}

/// The start of the command.
func startUpRow(_ linmapPath: String) {
    let linmap = startUp(linmapPath, "--version")
    let nothing = startUp("/bin/true", "")
    row(
        "linmap --version against /bin/true", rounded(linmap / nothing),
        "\(rounded(linmap * 1e3)) ms; about 3 ms or less")
}
