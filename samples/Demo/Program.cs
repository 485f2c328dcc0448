using Entracte.Demo;

const int firstDigits = 60, lostDigits = 40, secondDigits = 120;
const string pause = "0.02";

try
{
    // Debian cannot be without it.
    var perl = Array.Find(["/usr/bin/perl", "/usr/local/bin/perl"], File.Exists) ?? throw new DemoException("The demonstration needs perl (Debian: apt-get install perl-base).");
    using var stage = new Stage();

    Teller.Explain("A Perl program prints the digits of pi. It knows nothing of Entracte and runs at full speed:\nlaunch writes a note and then becomes the program.");
    var first = stage.Begin(false, "launch", "--name", "pi", "--", perl, Path.Combine(AppContext.BaseDirectory, "pi.pl"), pause);
    first.Show(firstDigits);

    Teller.Explain("A checkpoint: all threads are stopped, a small hook inside the process writes its memory, and it goes on.");
    stage.Run("checkpoint", "pi");
    first.Show(lostDigits);

    Teller.Explain($"Now the worst happens: kill -9. All that the program knew is gone, with the {lostDigits} digits since the checkpoint.");
    Teller.Command($"kill -9 {first.Pid}");
    first.Kill();

    Teller.Explain("It comes back from the image, with its memory, its descriptors and its pid, and goes on right behind the checkpoint.");
    var second = stage.Begin(true, "restart", "pi");
    second.Show(secondDigits);
    stage.Run("kill", "pi");
    second.Drain();

    // Where the second life began is found by its digits: pi does not repeat itself so soon.
    var whole = Pi.Digits(first.Digits.Length + second.Digits.Length);
    var begin = whole.IndexOf(second.Digits, StringComparison.Ordinal);
    if (!whole.StartsWith(first.Digits, StringComparison.Ordinal) || begin < firstDigits || begin > first.Digits.Length)
        throw new DemoException($"The digits are wrong:\n{first.Digits}\n{second.Digits}");
    Teller.Result($"The second life went on with digit {begin + 1}. All digits of both lives are right: they were computed once more, by another formula.");
    return 0;
}
catch (DemoException failure)
{
    Teller.Failure(failure.Message);
    return 1;
}
