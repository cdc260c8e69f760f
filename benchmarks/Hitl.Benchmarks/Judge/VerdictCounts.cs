using System.Text.Json.Serialization;
using Hitl.SemanticKernel;

namespace Hitl.Benchmarks.Judge;

/// <summary>How many calls got which verdict.</summary>
internal sealed class VerdictCounts
{
    public int Proceed { get; private set; }

    public int Monitor { get; private set; }

    public int Review { get; private set; }

    public int Deny { get; private set; }

    [JsonIgnore]
    public int Total => Proceed + Monitor + Review + Deny;

    public void Add(Verdict verdict)
    {
        switch (verdict)
        {
            case Verdict.Proceed:
                Proceed++;
                break;
            case Verdict.Monitor:
                Monitor++;
                break;
            case Verdict.Review:
                Review++;
                break;
            default:
                Deny++;
                break;
        }
    }

    public int Of(Verdict verdict) => verdict switch { Verdict.Proceed => Proceed, Verdict.Monitor => Monitor, Verdict.Review => Review, _ => Deny };
}
