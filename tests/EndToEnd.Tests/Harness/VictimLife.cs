using Entracte.Victims;

namespace Entracte.EndToEnd.Tests.Harness;

/// <summary>What every victim goes through in a session: it says that it is ready, is asked by a file that appears, and says "pass" then.</summary>
internal static class VictimLife
{
    /// <summary>Launches a victim under its own name, and waits until it is ready.</summary>
    /// <param name="session">Whose program it becomes.</param>
    /// <param name="victim">Its name.</param>
    /// <param name="question">The file that asks it, for <see cref="Passes"/>.</param>
    /// <param name="arguments">What it gets besides.</param>
    public static RunningProgram Ready(this UserSession session, string victim, out string question, params string[] arguments)
        => session.Ready(victim, victim, out question, arguments);

    /// <summary>Launches a victim under another name, and waits until it is ready.</summary>
    public static RunningProgram Ready(this UserSession session, string name, string victim, out string question, params string[] arguments)
    {
        question = session.PathOf($"{string.Join('.', [name, .. arguments])}.question");
        var program = session.Launch(name, [VictimPrograms.PathOf(victim), question, .. arguments]);
        program.WaitForOutput("ready");
        return program;
    }

    /// <summary>Asks it, and sees it end well.</summary>
    public static void Passes(this RunningProgram program, string question)
    {
        File.WriteAllText(question, "");
        program.WaitForOutput("pass");
        program.ExpectEnd();
    }
}
