using Entracte.EndToEnd.Tests.Harness;
using Entracte.Victims;

namespace Entracte.EndToEnd.Tests.Programs;

/// <summary>An image belongs to its files: they may be copied, and somebody else's agent, that of another login, brings the program back.</summary>
public sealed class MovedImageTests(UserSession session) : IClassFixture<UserSession>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_copied_image_goes_on_under_another_login_of_the_user_and_can_be_checkpointed_there(bool isDetached)
    {
        var name = isDetached ? "detached" : "foreground";
        var question = session.PathOf(name + ".question");
        var program = session.Launch(name, VictimPrograms.PathOf("threads"), question);
        program.WaitForOutput("ready");
        session.CheckpointAndKill(name, program);

        using var login = new UserSession();
        var copy = Directory.CreateDirectory(login.PathOf("copy/" + name)).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(session.Images, name, "g000001")))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        Directory.Delete(Path.Combine(session.Images, name), recursive: true);

        if (isDetached)
            login.Succeed("restart", copy, "--detach");
        else
            program = login.RestartFrom(login.Images, copy, program);
        Waiting.Until("the restored program", () => (string?)login.Status(name)?["state"] == "Running", login.Explain);

        // Another generation there, and yet another life, found by its name.
        login.Succeed("checkpoint", name, "--images", login.Images, "--kill");
        Waiting.Until("its death", () => (string?)login.Status(name)?["state"] == "Ended", login.Explain);
        login.Succeed("stop");
        program = login.RestartFrom(login.Images, name, program);
        File.WriteAllText(question, "");
        program.WaitForOutput("pass");
        program.ExpectEnd();
        Assert.Null(session.Status("nobody"));
    }
}
