namespace Hitl.SemanticKernel;

/// <summary>The risks found in one text of SQL, by whichever reading found them.</summary>
internal sealed class SqlRiskSet
{
    private readonly List<ContentRisk> _risks = [];

    /// <summary>The risks, each once.</summary>
    public IReadOnlyList<ContentRisk> Risks => _risks;

    /// <summary>Adds a risk.</summary>
    public void Add(ContentRisk risk)
    {
        if (!_risks.Contains(risk))
        {
            _risks.Add(risk);
        }
    }
}
