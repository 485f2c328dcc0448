using System.Globalization;

namespace Entracte.Node;

/// <summary>The arguments of entracte-node, over the environment: who says nothing leaves it to the configuration file and the defaults.</summary>
/// <param name="Background">Started by a command, with its output in the log file.</param>
/// <param name="LockDescriptor">The number under which the command handed its lock on; null: the agent takes the lock itself.</param>
internal sealed record AgentOptions(bool Background, int? LockDescriptor)
{
    public const string Usage = """
        usage: entracte-node [--background] [--lock-descriptor N] [--config FILE]
                             [--join HOST:PORT[,...]] [--listen ADDR[:PORT]] [--name N] [--roles R[,...]] [--keys DIR]
               entracte-node --make-keys DIR
        """;

    /// <summary>Members of the cluster that is to be joined, separated by commas.</summary>
    public string? Join { get; init; } = FromEnvironment("ENTRACTE_JOIN");

    public string? Listen { get; init; } = FromEnvironment("ENTRACTE_LISTEN");
    public string? Name { get; init; } = FromEnvironment("ENTRACTE_NODE_NAME");

    /// <summary>Separated by commas.</summary>
    public string? Roles { get; init; } = FromEnvironment("ENTRACTE_ROLES");

    /// <summary>The directory that <c>entracte keys</c> has made.</summary>
    public string? Keys { get; init; } = FromEnvironment("ENTRACTE_KEYS");

    /// <summary>HOCON, over the defaults.</summary>
    public string? ConfigFile { get; init; } = FromEnvironment("ENTRACTE_CONFIG");

    /// <summary>Not an agent at all: make keys in this directory and end.</summary>
    public string? MakeKeys { get; init; }

    /// <summary>Not an agent at all: stop what may not run any longer.</summary>
    public bool IsFence { get; init; }

    /// <summary>Null when they are not understood.</summary>
    public static AgentOptions? Parse(ReadOnlySpan<string> arguments)
    {
        var options = new AgentOptions(false, null);
        while (arguments.Length > 0)
        {
            if (arguments[0] == "--fence")
            {
                options = options with { IsFence = true };
                arguments = arguments[1..];
            }
            else if (arguments[0] == "--background")
            {
                options = options with { Background = true };
                arguments = arguments[1..];
            }
            else if (arguments.Length > 1 && options.With(arguments[0], arguments[1]) is { } more)
            {
                options = more;
                arguments = arguments[2..];
            }
            else
            {
                return null;
            }
        }

        return options;
    }

    private AgentOptions? With(string option, string value) => option switch
    {
        "--lock-descriptor" => int.TryParse(value, CultureInfo.InvariantCulture, out var descriptor) ? this with { LockDescriptor = descriptor } : null,
        "--join" => this with { Join = value },
        "--listen" => this with { Listen = value },
        "--name" => this with { Name = value },
        "--roles" => this with { Roles = value },
        "--keys" => this with { Keys = value },
        "--config" => this with { ConfigFile = value },
        "--make-keys" => this with { MakeKeys = value },
        _ => null,
    };

    private static string? FromEnvironment(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
