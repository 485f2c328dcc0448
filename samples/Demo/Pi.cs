using System.Numerics;

namespace Entracte.Demo;

/// <summary>The same digits once more, from another formula, to check those that came out of the interrupted program.</summary>
internal static class Pi
{
    /// <summary>The first digits of pi, the 3 included, by Machin's formula in fixed-point arithmetic.</summary>
    public static string Digits(int count)
    {
        const int guard = 10;
        var one = BigInteger.Pow(10, count + guard);
        var pi = 4 * (4 * ArcTangentOfInverse(5, one) - ArcTangentOfInverse(239, one));
        return pi.ToString()[..count];
    }

    private static BigInteger ArcTangentOfInverse(int x, BigInteger one)
    {
        var power = one / x;
        var sum = power;
        for (var n = 3; !power.IsZero; n += 2)
        {
            power /= -x * x;
            sum += power / n;
        }

        return sum;
    }
}
