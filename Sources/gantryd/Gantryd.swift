import GantryDaemon
import GantrySystem

@main
enum Gantryd {
    static func main() {
        GantryExecutors.run { await DaemonCommand.start() }
    }
}
