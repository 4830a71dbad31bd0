export default () => <h1>Tickets</h1>;
