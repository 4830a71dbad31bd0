export default {output: "standalone"};
