using System.Text;
using ThreeReplicas;

// One application in three processes on one PostgreSQL. All three answer from memory and count how their work went; the
// database adds that up; one of them, whichever holds the lease, moves the rollout along its plan (flags.json) and takes it
// back when the sum says so. Kill any of them, or the database, and see: the others go on with what they last knew.
//
//   Program.cs    what to run
//   Replica.cs    one process of the application: this is what yours would look like
//   Search.cs     its work, whose new path breaks under load
//   Traffic.cs    customers who ask for it
//   OneLine.cs    how warnings are printed
//   Rehearsal.cs  starts three replicas and the rollout, kills one, and watches
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
switch (args)
{
    case [var connectionString]:
        return await Rehearsal.RunAsync(connectionString);
    case [var connectionString, var name, .. var rest]:
        // Its copy of what it last knew, for a start while the database is away, is in the folder.
        await Replica.RunAsync(connectionString, name, folder: rest is [var folder, ..] ? folder : ".", isChild: rest.Contains("--child", StringComparer.Ordinal));
        return 0;
    default:
        Console.WriteLine("""
            Three processes of an application roll a feature out together, with its state in PostgreSQL 15 or newer.

              dotnet run --project samples/ThreeReplicas -- "Host=localhost;Database=demo;Username=postgres;Password=…"
                  starts three replicas and a rollout, kills one of them, and shows how the rollout is taken back

              dotnet run --project samples/ThreeReplicas -- "Host=…" web-1 [folder]
                  is one replica, until Ctrl+C; start as many as you like, each with a name of its own

            The database should be an empty one for this: the tables are created in its schema "public". Such as: createdb demo
            docs/postgresql.md goes on from there.
            """);
        return 2;
}
