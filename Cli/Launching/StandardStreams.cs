using Entracte.Api.Linux;
using Entracte.Cli.Linux;
using Microsoft.Win32.SafeHandles;

namespace Entracte.Cli.Launching;

/// <summary>Puts files in the place of this process's standard streams, for the program that it becomes.</summary>
internal static class StandardStreams
{
    public static void Replace(string? input, string? output, string? error)
    {
        if (input is not null)
            Put(OpenFile.ForReading(input), 0);
        if (output is not null)
            Put(OpenFile.ForAppending(output), 1);
        if (error is not null)
            Put(OpenFile.ForAppending(error), 2);
    }

    private static void Put(SafeFileHandle file, int descriptor)
    {
        using (file)
            Dup.Onto(file, descriptor);
    }
}
