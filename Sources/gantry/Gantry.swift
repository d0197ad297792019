import GantryCommands
import GantrySystem

@main
enum Gantry {
    static func main() {
        GantryExecutors.run { await GantryCommand.start() }
    }
}
