namespace Hitl.SemanticKernel;

/// <summary>
/// The expected value of a Beta distribution after some good and bad experience, beginning with a uniform one:
/// (good + 1) / (good + bad + 2). Experience may count in part, and less with age.
/// </summary>
/// <remarks>A. Jøsang, R. Ismail, The Beta Reputation System, 15th Bled Electronic Commerce Conference (2002), with its forgetting factor.</remarks>
internal static class BetaReputation
{
    public static double Mean(double good, double bad) => (good + 1) / (good + bad + 2);
}
