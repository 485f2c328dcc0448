namespace Entracte.Cli.RemoteShells;

/// <summary>A command line of ssh(1), or of rsh(1), which is a part of that.</summary>
/// <param name="Host">As it was written.</param>
/// <param name="User">Null: whoever asks.</param>
/// <param name="Command">The words of the remote command, with blanks between them.</param>
/// <param name="HasInput">False: it is to find an empty standard input.</param>
internal sealed record SshCall(string Host, string? User, string Command, bool HasInput)
{
    private const string WithoutValue = "46AaCcdfGgKkMNnqsTtVvXxYy8";
    private const string WithValue = "BbDEeFIiJLlmOopQRSWw";

    // Terminals, forwarding, jumps, shared connections, going to the background, questions about ssh itself: only ssh can do that.
    private const string OnlySsh = "fGgMNstVXYDJLOQRSWw";

    private static readonly string[] OnlySshSettings =
    [
        "ControlMaster", "ControlPath", "DynamicForward", "ForkAfterAuthentication", "ForwardX11", "HostName", "LocalForward", "ProxyCommand", "ProxyJump", "RemoteCommand", "RemoteForward",
        "RequestTTY", "SessionType", "Tunnel", "User",
    ];

    /// <summary>Null when it is not understood, or asks for something that only ssh can do.</summary>
    public static SshCall? Parse(IReadOnlyList<string> arguments)
    {
        string? host = null, user = null;
        var hasInput = true;
        var position = 0;
        // Options may also come between the host and the command.
        for (; position < arguments.Count; position++)
        {
            var argument = arguments[position];
            if (argument == "--" && host is not null)
            {
                position++;
                break;
            }

            if (argument == "--")
            {
                host = ++position < arguments.Count ? arguments[position] : null;
                continue;
            }

            if (argument.Length < 2 || argument[0] != '-')
            {
                if (host is not null)
                    break;
                host = argument;
                continue;
            }

            if (!ReadOptions(arguments, ref position, ref user, ref hasInput))
                return null;
        }

        if (host is null || position >= arguments.Count || host.Contains("://", StringComparison.Ordinal))
            return null;
        var at = host.LastIndexOf('@');
        var command = string.Join(' ', arguments.Skip(position));
        // What was no valid text cannot be told to another host without loss.
        return command.Contains('\uFFFD') ? null : new SshCall(host[(at + 1)..], user ?? (at >= 0 ? host[..at] : null), command, hasInput);
    }

    /// <summary>One argument, in which several options without a value may stand together, and the value of the last.</summary>
    private static bool ReadOptions(IReadOnlyList<string> arguments, ref int position, ref string? user, ref bool hasInput)
    {
        var argument = arguments[position];
        for (var index = 1; index < argument.Length; index++)
        {
            var option = argument[index];
            if (OnlySsh.Contains(option))
                return false;
            if (WithoutValue.Contains(option))
            {
                hasInput &= option != 'n';
                continue;
            }

            if (!WithValue.Contains(option))
                return false;
            var value = index + 1 < argument.Length ? argument[(index + 1)..] : ++position < arguments.Count ? arguments[position] : null;
            if (option == 'l')
                user ??= value;
            return value is not null && !(option == 'o' && IsOnlySshs(value));
        }

        return true;
    }

    private static bool IsOnlySshs(string setting)
    {
        var parts = setting.Split([' ', '\t', '='], 2, StringSplitOptions.TrimEntries);
        var isOff = parts is [_, var value] && value.TrimStart('=', ' ') is "no" or "none" or "false";
        return !isOff && OnlySshSettings.Contains(parts[0], StringComparer.OrdinalIgnoreCase);
    }
}
