using Entracte.EndToEnd.Tests.Harness;
using Entracte.Victims;

namespace Entracte.EndToEnd.Tests.Faults;

/// <summary>A damaged, truncated or foreign image is refused with a sentence, and nothing of it was started.</summary>
public sealed class DamagedImageTests(UserSession session) : IClassFixture<UserSession>
{
    /// <summary>Parts of a file, in thousandths of its length.</summary>
    public static TheoryData<string, int> Damages
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var place in new[] { 0, 1, 10, 250, 500, 750, 950, 990, 999 })
            {
                data.Add("flipped", place);
                data.Add("truncated", place);
            }

            data.Add("foreign", 0);
            data.Add("missing", 0);
            data.Add("longer", 0);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public void A_damaged_process_file_is_refused(string damage, int thousandths) => IsRefused("*.img", "p*.img", damage, thousandths);

    [Theory]
    [MemberData(nameof(Damages))]
    public void A_damaged_inventory_is_refused(string damage, int thousandths) => IsRefused("inventory", "inventory.img", damage, thousandths);

    private void IsRefused(string kind, string pattern, string damage, int thousandths)
    {
        var image = FreshCopy($"{kind.TrimStart('*', '.')}-{damage}-{thousandths}");
        var file = Directory.GetFiles(image, pattern).First(path => pattern.StartsWith('i') || !path.EndsWith("inventory.img", StringComparison.Ordinal));
        Damage(file, damage, thousandths);

        var verified = session.Run("verify", image);
        Assert.True(verified.ExitStatus is 1 or 125, verified.ToString());
        var refusal = session.Refuse("restart", image);
        Assert.True(refusal.Errors.Contains(' ', StringComparison.Ordinal) && !refusal.Errors.Contains("   at ", StringComparison.Ordinal), refusal.ToString());
        Assert.True(session.Processes().Count == session.Agents().Count, session.Explain());
        Directory.Delete(image, recursive: true);
    }

    private string FreshCopy(string name)
    {
        var original = Path.Combine(session.Images, "whole", "g000001");
        if (!Directory.Exists(original))
        {
            var program = session.Launch("whole", VictimPrograms.PathOf("memory_heap"), session.PathOf("question"));
            program.WaitForOutput("ready");
            session.CheckpointAndKill("whole", program);
        }

        var copy = Directory.CreateDirectory(session.PathOf(name)).FullName;
        foreach (var file in Directory.GetFiles(original))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        return copy;
    }

    private static void Damage(string file, string damage, int thousandths)
    {
        var bytes = File.ReadAllBytes(file);
        var place = (int)((long)bytes.Length * thousandths / 1000);
        switch (damage)
        {
            case "flipped":
                bytes[place] ^= 0x10;
                File.WriteAllBytes(file, bytes);
                break;
            case "truncated":
                File.WriteAllBytes(file, bytes[..place]);
                break;
            case "longer":
                File.WriteAllBytes(file, [.. bytes, 1, 2, 3]);
                break;
            case "foreign":
                File.Copy("/bin/true", file, overwrite: true);
                break;
            case "missing":
                File.Delete(file);
                break;
        }
    }
}
