using System.CommandLine;

namespace Entracte.Cli.Launching;

/// <summary>
/// Everything from the program's name on belongs to the program, also what looks like an option of ours, as with env(1) and nohup(1).
/// The parser only knows <c>--</c> as such a border, so one is put where the user left it out.
/// </summary>
internal static class LaunchArguments
{
    public static string[] WithSeparator(string[] arguments, Command launch)
    {
        if (arguments.Length == 0 || arguments[0] != launch.Name)
            return arguments;
        var position = 1;
        while (position < arguments.Length && arguments[position].StartsWith('-'))
        {
            if (arguments[position] == "--")
                return arguments;
            position += TakesValue(arguments[position], launch) ? 2 : 1;
        }

        return position >= arguments.Length ? arguments : [.. arguments[..position], "--", .. arguments[position..]];
    }

    private static bool TakesValue(string option, Command launch)
        => launch.Options.Any(known => (known.Name == option || known.Aliases.Contains(option)) && known.Arity.MinimumNumberOfValues > 0);
}
