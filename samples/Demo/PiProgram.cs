using System.Diagnostics;

namespace Entracte.Demo;

/// <summary>One life of the program: what it prints is shown as it comes, and kept.</summary>
internal sealed class PiProgram(Process process, bool secondLife)
{
    /// <summary>The line with which the program introduced itself; null in its second life, which goes on in the middle.</summary>
    public string? Introduction { get; private set; }

    public string Digits { get; private set; } = "";

    public int Pid => process.Id;

    /// <summary>Shows the next digits.</summary>
    public void Show(int count)
    {
        while (count > 0)
        {
            var line = process.StandardOutput.ReadLine() ?? throw new DemoException($"The program ended early. {process.StandardError.ReadToEnd()}");
            if (line.StartsWith("pid", StringComparison.Ordinal))
            {
                Introduction = line;
                Teller.Said(line);
                Console.Write("  ");
                continue;
            }

            Digits += line;
            Teller.Digits(line, secondLife);
            count--;
        }

        Console.WriteLine();
    }

    /// <summary>Reads what the dead program had still printed.</summary>
    public void Drain()
    {
        process.WaitForExit();
        Digits += string.Concat(process.StandardOutput.ReadToEnd().Split('\n'));
    }

    public void Kill()
    {
        process.Kill();
        Drain();
    }
}
