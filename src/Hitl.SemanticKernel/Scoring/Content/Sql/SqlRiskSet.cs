namespace Hitl.SemanticKernel;

/// <summary>The risks found in one text of SQL, by whichever reading found them.</summary>
internal sealed class SqlRiskSet
{
    private const int MaxInside = 32;

    private readonly List<ContentRisk> _risks = [];
    private int _inside;

    /// <summary>The risks, each once.</summary>
    public IReadOnlyList<ContentRisk> Risks => _risks;

    /// <summary>Whether one more string may be looked into; when there were too many, that is a risk.</summary>
    public bool MayLookInside()
    {
        if (++_inside > MaxInside)
        {
            Add(SqlRisks.NotRead);
        }

        return _inside <= MaxInside;
    }

    /// <summary>Adds a risk.</summary>
    public void Add(ContentRisk risk)
    {
        if (!_risks.Contains(risk))
        {
            _risks.Add(risk);
        }
    }
}
