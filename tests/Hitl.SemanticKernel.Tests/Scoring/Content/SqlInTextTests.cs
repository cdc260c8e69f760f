namespace Hitl.SemanticKernel.Tests.Scoring.Content;

public class SqlInTextTests
{
    [Theory]
    [InlineData("DROP TABLE users")]
    [InlineData("drop table users")]
    [InlineData("x'; DROP TABLE users; --")]
    [InlineData("Robert'); DROP TABLE students;--")]
    [InlineData("first line\nDELETE FROM orders WHERE 1=1;")]
    [InlineData("delete from orders where id = id")]
    [InlineData("update users set role = 'admin'")]
    [InlineData("TRUNCATE orders")]
    [InlineData("ALTER TABLE users ADD x int")]
    [InlineData("GRANT ALL ON users TO bob")]
    [InlineData("exec xp_cmdshell 'dir'")]
    [InlineData("SELECT * INTO OUTFILE '/tmp/x' FROM users")]
    [InlineData("WITH g AS (DELETE FROM t RETURNING *) SELECT * FROM g")]
    [InlineData("' OR '1'='1")]
    [InlineData("' or 1=1 --")]
    [InlineData("1 OR 1=1")]
    [InlineData("-1 UNION SELECT password FROM users")]
    [InlineData("x' UNION ALL SELECT 1,2,3 --")]
    [InlineData("admin'--")]
    [InlineData("1' AND SLEEP(5) #")]
    public void Hidden_in_any_text(string text)
    {
        Assert.InRange(Contents.Score("get_customer", "name", text).Score, 0.8, 1);
        Assert.InRange(Contents.ScoreJson("save", $$"""{"a":[{"b":{{System.Text.Json.JsonSerializer.Serialize(text)}}}]}""").Score, 0.8, 1);
    }

    [Theory]
    [InlineData("Please select a hotel from the list where breakfast is included")]
    [InlineData("Drop table reservations for tonight and update the guests")]
    [InlineData("delete from my list")]
    [InlineData("Update the report, then set the title to Final")]
    [InlineData("update")]
    [InlineData("Create table decorations")]
    [InlineData("Alter the plan; grant me some time")]
    [InlineData("Grant access to Bob")]
    [InlineData("Execute order 66")]
    [InlineData("Execute payroll")]
    [InlineData("Call me maybe")]
    [InlineData("Insert into the conversation a note about values")]
    [InlineData("Merge the two accounts when matched")]
    [InlineData("Truncate the description at 80 characters")]
    [InlineData("Replace the tyres; call the garage; drop the car off")]
    [InlineData("how to delete from a table where a column is null")]
    [InlineData("What is the difference between DROP TABLE and TRUNCATE TABLE?")]
    [InlineData("It's 5 or 6 o'clock, isn't it?")]
    [InlineData("O'Brien and D'Arcy union")]
    [InlineData("1 or 2")]
    [InlineData("rock 'n' roll -- the best")]
    [InlineData("Copy that to the team")]
    [InlineData("Load the truck; load the van")]
    [InlineData("select one into the box")]
    [InlineData("Do it")]
    [InlineData("Set password reminders for everyone")]
    public void Sentences(string text)
    {
        foreach (var argument in new[] { "text", "title", "q", "query", "description" })
        {
            Contents.AssertHarmless(Contents.Score("search_notes", argument, text));
        }
    }

    [Theory]
    [InlineData("delete_rows", "where", "1=1", true)]
    [InlineData("update_rows", "filter", "id = id", true)]
    [InlineData("delete_rows", "where", "id = 5", false)]
    [InlineData("list_rows", "where", "1=1", false)]
    public void Conditions(string tool, string argument, string text, bool isRisky) =>
        Assert.Equal(isRisky, Contents.Score(tool, argument, text).Flags.HasFlag(RiskFlags.Bulk));

    [Fact]
    public void Text_that_is_json_is_read_as_json() =>
        Assert.True(Contents.Score("save", "body", """{"steps":["{\"sql\":\"DROP TABLE users\"}"]}""").Flags.HasFlag(RiskFlags.Destructive));

    [Fact]
    public void Questions_for_an_agent_on_a_database_are_not_sql() =>
        Contents.AssertHarmless(Contents.Score("ask_database", "query", "How many orders were deleted from the list last week?"));
}
